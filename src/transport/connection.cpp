#include "connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "e2ms/base/log.hpp"

namespace e2ms::transport {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

constexpr std::size_t kUnreadLimit = 4096;

template <int Level, int Name>
using IntegerOption = boost::asio::detail::socket_option::integer<Level, Name>;

/// A dead peer is noticed after a minute and a half when idle, after half a minute when we have
/// sent something: 4G mappings vanish without a word.
Failure prepare(tcp::socket& socket) {
  Failure failure;
  auto const set = [&](auto const& option) {
    if (!failure) socket.set_option(option, failure);
  };
  set(tcp::no_delay(true));
  set(boost::asio::socket_base::keep_alive(true));
  set(IntegerOption<IPPROTO_TCP, TCP_KEEPIDLE>(60));
  set(IntegerOption<IPPROTO_TCP, TCP_KEEPINTVL>(15));
  set(IntegerOption<IPPROTO_TCP, TCP_KEEPCNT>(4));
  set(IntegerOption<IPPROTO_TCP, TCP_USER_TIMEOUT>(30'000));
  if (!failure) socket.non_blocking(true, failure);
  return failure;
}

std::string peer_of(tcp::socket const& socket) {
  Failure failure;
  auto const end = socket.remote_endpoint(failure);
  if (failure) return "unknown";
  auto const host = end.address().to_string();
  auto const port = std::to_string(end.port());
  return end.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

}  // namespace

/// Ends a wait of one call, also when the call ends by cancellation.
class Connection::Patience {
 public:
  Patience(Connection& connection, Duration span) : connection_(connection) {
    connection_.impatient_ = span.ms <= 0;
    if (span.ms > 0) connection_.patience_.set(span);
  }
  ~Patience() { connection_.patience_.clear(); }
  Patience(Patience const&) = delete;
  Patience& operator=(Patience const&) = delete;

 private:
  Connection& connection_;
};

Connection::Connection(tcp::socket socket, Deadlines& deadlines)
    : socket_(std::move(socket)),
      peer_(peer_of(socket_)),
      noise_({}),
      patience_(deadlines,
                [this] {
                  impatient_ = true;
                  waiting_.release();
                }),
      silence_(deadlines, [this] { watch_silence(); }) {}

void Connection::start(LineOptions options) {
  become(std::move(options), {});
  if (auto const failure = prepare(socket_)) {
    log::warn("socket_unusable", {{"peer", peer_}, {"reason", failure.message()}});
    end();
    return;
  }
  wait_for_bytes();
}

void Connection::become(LineOptions options, ByteView rest) {
  noise_ = NoiseFilter(std::move(options.noise));
  silent_limit_ = options.silent_limit;
  noise_.pass(rest, unread_);
  heard_ = false;
  silence_.clear();
  if (open_ && silent_limit_.ms > 0) silence_.set(silent_limit_);
}

void Connection::when_down(std::function<void()> call) {
  when_down_.push_back(std::move(call));
  if (!open_) tell_down();
}

void Connection::tell_down() {
  for (auto& call : std::exchange(when_down_, {}))
    boost::asio::post(socket_.get_executor(), std::move(call));
}

void Connection::close() {
  unread_.clear();
  end();
}

void Connection::end() {
  if (!std::exchange(open_, false)) return;
  Failure ignored;  // the descriptor is gone in any case
  socket_.close(ignored);
  silence_.clear();
  waiting_.release();
  tell_down();
}

void Connection::watch_silence() {
  if (std::exchange(heard_, false)) return silence_.set(silent_limit_);
  log::info("line_silent", {{"peer", peer_}, {"limit_ms", silent_limit_.ms}});
  end();
}

void Connection::wait_for_bytes() {
  socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](Failure failure) {
    if (!self->open_) return;
    if (failure) return self->end();
    self->take_bytes();
    if (self->open_) self->wait_for_bytes();
  });
}

void Connection::take_bytes() {
  std::array<Byte, kUnreadLimit> arrived;
  Failure failure;
  auto const count = socket_.read_some(boost::asio::buffer(arrived), failure);
  if (failure == boost::asio::error::would_block) return;
  if (failure) return end();
  heard_ = true;
  noise_.pass(ByteView(arrived).first(count), unread_);
  // Nobody is asked for more than a frame: who floods us loses bytes, we lose no memory.
  if (unread_.size() > kUnreadLimit) unread_.clear();
  if (!unread_.empty()) waiting_.release();
}

void Connection::wait_for_room() {
  if (std::exchange(room_awaited_, true)) return;
  socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](Failure failure) {
    self->room_awaited_ = false;
    if (failure) self->end();
    self->waiting_.release();
  });
}

boost::asio::awaitable<Result<void>> Connection::write(std::shared_ptr<Connection> self,
                                                       ByteView bytes, Duration within) {
  if (!self->open_) co_return Fault{FaultCode::line_down};
  self->noise_.expect_answer();
  Patience const patience(*self, within);
  while (!bytes.empty()) {
    if (!self->open_) co_return Fault{FaultCode::line_down};
    Failure failure;
    auto const buffer = boost::asio::buffer(bytes.data(), bytes.size());
    auto const count = self->socket_.write_some(buffer, failure);
    bytes = bytes.subspan(count);
    if (failure == boost::asio::error::would_block) {
      if (self->impatient_) co_return Fault{FaultCode::timeout};
      self->wait_for_room();
      co_await self->waiting_.wait();
    } else if (failure) {
      self->end();
    }
  }
  co_return Result<void>();
}

boost::asio::awaitable<Result<void>> Connection::read(std::shared_ptr<Connection> self, Bytes& into,
                                                      Duration within) {
  Patience const patience(*self, within);
  while (self->unread_.empty() && self->open_ && !self->impatient_) co_await self->waiting_.wait();
  if (!self->unread_.empty()) {
    into.insert(into.end(), self->unread_.begin(), self->unread_.end());
    self->unread_.clear();
    co_return Result<void>();
  }
  co_return Fault{self->open_ ? FaultCode::timeout : FaultCode::line_down};
}

}  // namespace e2ms::transport
