#include "connection.hpp"

#include <openssl/err.h>
#include <openssl/sslerr.h>

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "e2ms/base/log.hpp"
#include "problem.hpp"
#include "security_headers.hpp"

namespace e2ms::http {

namespace asio = boost::asio;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr Duration kNever{INT64_MAX};

constexpr Unreadable kTooSlow{Status::request_timeout, "request_timeout",
                              "The request took too long to arrive"};

bool is_plain_http(boost::system::error_code const& failed) {
  return failed.category() == asio::error::get_ssl_category() &&
         ERR_GET_REASON(static_cast<unsigned long>(failed.value())) == SSL_R_HTTP_REQUEST;
}

std::string_view view(std::span<unsigned char const> bytes) {
  return {reinterpret_cast<char const*>(bytes.data()), bytes.size()};
}

}  // namespace

std::string peer_of(asio::ip::address const& address) {
  if (address.is_v4()) return address.to_string();
  auto bytes = address.to_v6().to_bytes();
  if (address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
  return asio::ip::address_v6{bytes}.to_string() + "/64";
}

Connection::Connection(std::shared_ptr<Hall> hall, asio::ip::tcp::socket socket,
                       asio::ssl::context& tls, std::string peer)
    : hall_(std::move(hall)),
      socket_(std::move(socket), tls),
      wake_(socket_.get_executor()),
      peer_(std::move(peer)),
      parser_(hall_->limits) {
  enter(Phase::handshake);
  hall_->present.insert(this);
  ++hall_->per_peer[peer_];
}

Connection::~Connection() {
  hall_->present.erase(this);
  auto const mine = hall_->per_peer.find(peer_);
  ENSURE(mine != hall_->per_peer.end());
  if (--mine->second == 0) hall_->per_peer.erase(mine);
}

asio::awaitable<void> Connection::run() {
  auto const [failed] = co_await socket_.async_handshake(asio::ssl::stream_base::server, kAwait);
  if (failed) {
    if (is_plain_http(failed)) {
      output_ = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
      auto const hint = asio::buffer(output_);
      co_await asio::async_write(socket_.next_layer(), hint, kAwait);
    }
    log::debug("web_handshake_failed", {{"peer", peer_}, {"reason", failed.message()}});
    co_return;
  }
  std::size_t left = hall_->limits.requests_per_connection;
  bool more = true;
  while (more) {
    more = co_await read_request();
    if (!more) break;
    --left;
    more = co_await serve(left == 0);
  }
  co_await leave();
}

asio::awaitable<bool> Connection::read_request() {
  enter(input_.empty() ? Phase::idle : Phase::header);
  bool welcomed = false;
  while (true) {
    auto const state = parser_.feed(input_);
    if (state == RequestParser::State::complete) co_return true;
    if (state == RequestParser::State::refused) {
      co_await refuse();
      co_return false;
    }
    if (state == RequestParser::State::wants_body && phase_ != Phase::body) enter(Phase::body);
    if (parser_.wants_continue() && !welcomed) {
      welcomed = true;
      auto const due = due_;
      bool const told = co_await write("HTTP/1.1 100 Continue\r\n\r\n");
      if (!told) co_return false;
      phase_ = Phase::body;
      due_ = due;
    }
    bool const got = co_await read_more();
    if (!got) {
      if (overdue_) {
        co_await refuse();
      }
      co_return false;
    }
    if (phase_ == Phase::idle) enter(Phase::header);
  }
}

/// Appends what the peer sent. False at its end or when the deadline has passed.
asio::awaitable<bool> Connection::read_more() {
  if (overdue_) co_return false;
  constexpr std::size_t kRead = 16 * 1024;
  auto const before = input_.size();
  input_.resize(before + kRead);
  auto const room = asio::buffer(input_.data() + before, kRead);
  auto const [failed, count] = co_await socket_.async_read_some(room, kAwait);
  input_.resize(before + count);
  // Closed in between (the server stops): what came could be carried out, but not answered.
  co_return !failed && !overdue_ && socket_.next_layer().is_open();
}

/// False when the connection must end.
asio::awaitable<bool> Connection::serve(bool last) {
  enter(Phase::answering);
  ++hall_->figures.requests;
  bool const keep_alive = parser_.keep_alive() && !last;
  auto request = parser_.take();
  request.peer = peer_;
  bool const with_body = request.method != Method::head;
  auto response = co_await answered(std::move(request));
  if (response.status >= Status::internal_error) ++hall_->figures.server_errors;
  bool const again = keep_alive && !hall_->stopping && !response.stream;
  bool const sent = co_await send(response, again ? Ending::keep_alive : Ending::close, with_body);
  if (sent && response.stream && with_body) {
    co_await follow(*response.stream);
  }
  co_return sent&& again;
}

/// The edge where a handler's exception ends.
asio::awaitable<Response> Connection::answered(Request request) {
  std::string thrown;
  try {
    auto response = co_await hall_->answer(std::move(request));
    co_return std::move(response);
  } catch (std::exception const& error) {
    thrown = error.what();
  }
  log::error("request_threw", {{"what", thrown}});
  co_return problem(Status::internal_error, "internal_error", "The request could not be served");
}

asio::awaitable<void> Connection::refuse() {
  if (!overdue_) ++hall_->figures.bad_requests;
  auto const& why = overdue_ ? kTooSlow : parser_.refusal();
  auto const response = problem(why.status, why.code, why.title);
  unread_input_ = true;
  co_await send(response, Ending::close, true);
}

asio::awaitable<bool> Connection::send(Response const& response, Ending ending, bool with_body) {
  auto headers = response.headers;
  add_security_headers(headers);
  output_ = head_of(response, headers, ending, hall_->clock.now());
  std::string_view body = response.file.empty() ? response.body : view(response.file);
  if (!with_body || response.stream) body = {};
  // One piece means one TLS record and one packet for the usual small answer.
  auto const first = body.substr(0, kPiece);
  output_ += first;
  body.remove_prefix(first.size());
  bool sent = co_await write(output_);
  while (sent && !body.empty()) {
    auto const piece = body.substr(0, kPiece);
    body.remove_prefix(piece.size());
    sent = co_await write(piece);
  }
  co_return sent;
}

asio::awaitable<bool> Connection::write(std::string_view bytes) {
  enter(Phase::writing);
  auto const all = asio::buffer(bytes);
  auto const [failed, count] = co_await asio::async_write(socket_, all, kAwait);
  co_return !failed;
}

asio::awaitable<void> Connection::follow(Stream& stream) {
  stream_ = &stream;
  stream.wake_by([this] { wake_.cancel(); });
  wake_.expires_at(asio::steady_timer::time_point::max());
  bool sent = true;
  while (sent && !hall_->stopping) {
    auto const ready = stream.take();
    if (!ready) break;
    if (ready->empty()) {
      enter(Phase::waiting);
      co_await wake_.async_wait(kAwait);
      if (!socket_.next_layer().is_open()) break;
    } else {
      sent = co_await write(*ready);
    }
  }
  stream_ = nullptr;
}

/// Says good-bye in TLS. A refused peer may still be sending: closing at once would make its
/// kernel throw away our answer, so what it sends is read and dropped for a moment.
asio::awaitable<void> Connection::leave() {
  enter(Phase::leaving);
  co_await socket_.async_shutdown(kAwait);
  if (!unread_input_) co_return;
  boost::system::error_code ignored;
  socket_.next_layer().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  std::array<char, 4096> dropped;
  auto const room = asio::buffer(dropped);
  while (true) {
    auto const [ended, count] = co_await socket_.next_layer().async_read_some(room, kAwait);
    if (ended) co_return;
  }
}

void Connection::enter(Phase phase) {
  phase_ = phase;
  auto const& limits = hall_->limits;
  auto const within = [this](Duration span) { due_ = hall_->clock.elapsed() + span; };
  switch (phase) {
    case Phase::handshake:
      return within(limits.handshake);
    case Phase::idle:
      return within(limits.idle);
    case Phase::header:
      return within(limits.header);
    case Phase::body:
      return within(limits.body);
    case Phase::writing:
      return within(limits.write);
    case Phase::leaving:
      return within(limits.farewell);
    case Phase::answering:
      return within(limits.answer);
    case Phase::waiting:  // bounded by the stream's beat
      due_ = kNever;
      return;
  }
}

bool Connection::end_if_overdue(Duration now) {
  if (now < due_) return false;
  bool const first = !overdue_ && phase_ != Phase::leaving;
  bool const arriving = phase_ == Phase::header || phase_ == Phase::body;
  if (arriving && first) {
    // The coroutine's read ends, and it tells the peer why.
    overdue_ = true;
    boost::system::error_code ignored;
    socket_.next_layer().cancel(ignored);
  } else {
    close();
  }
  return first;
}

void Connection::close() {
  phase_ = Phase::leaving;
  due_ = kNever;
  boost::system::error_code ignored;
  socket_.next_layer().close(ignored);
  wake_.cancel();
}

}  // namespace e2ms::http
