#include "e2ms/http/server.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "connection.hpp"
#include "e2ms/base/log.hpp"

namespace e2ms::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr Duration kAcceptPause = milliseconds(100);
constexpr Duration kStopLook = milliseconds(20);
constexpr int kBacklog = 511;

Fault not_listening(std::string const& address, std::uint16_t port,
                    boost::system::error_code const& failed) {
  log::error("web_listen_failed",
             {{"address", address}, {"port", port}, {"reason", failed.message()}});
  return Fault{FaultCode::network};
}

/// Keeps the hall until the connection's last step.
asio::awaitable<void> serve(std::unique_ptr<Connection> connection) {
  co_await connection->run();
}

/// Destroying a coroutine's loop ends it without a word; anything else that is thrown is ours.
void log_end(std::exception_ptr thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (std::exception const& error) {
    log::warn("web_task_ended", {{"what", error.what()}});
  }
}

}  // namespace

class Server::Inner {
 public:
  Inner(asio::io_context& loop, port::Clock& clock, TlsIdentity const& identity, Limits limits,
        Answer answer)
      : loop_(loop),
        tls_(identity.context()),
        hall_(std::make_shared<Hall>(Hall{clock, limits, std::move(answer)})),
        acceptor_(loop) {}

  Result<std::uint16_t> listen(std::string const& address, std::uint16_t port);
  void sweep();
  asio::awaitable<void> stop(Duration grace);
  ServerFigures figures() const;

 private:
  asio::awaitable<void> accept_all();
  asio::awaitable<void> keep_sweeping();
  void welcome(tcp::socket socket);
  bool make_room();

  asio::io_context& loop_;
  asio::ssl::context& tls_;
  std::shared_ptr<Hall> hall_;
  tcp::acceptor acceptor_;
};

Result<std::uint16_t> Server::Inner::listen(std::string const& address, std::uint16_t port) {
  boost::system::error_code failed;
  auto const host = asio::ip::make_address(address, failed);
  if (failed) return not_listening(address, port, failed);
  tcp::endpoint const where{host, port};
  auto const done = [&failed] { return !failed; };
  acceptor_.open(where.protocol(), failed);
  if (done()) acceptor_.set_option(tcp::acceptor::reuse_address(true), failed);
  if (done()) acceptor_.bind(where, failed);
  if (done()) acceptor_.listen(kBacklog, failed);
  if (!done()) return not_listening(address, port, failed);
  asio::co_spawn(loop_, accept_all(), log_end);
  asio::co_spawn(loop_, keep_sweeping(), log_end);
  return acceptor_.local_endpoint().port();
}

asio::awaitable<void> Server::Inner::accept_all() {
  auto const hall = hall_;
  while (!hall->stopping) {
    auto [failed, socket] = co_await acceptor_.async_accept(kAwait);
    if (hall->stopping) break;
    if (!failed) {
      welcome(std::move(socket));
      continue;
    }
    // Out of descriptors, mostly: those who are connected shall finish and give theirs back.
    log::warn("web_accept_failed", {{"reason", failed.message()}});
    co_await hall->clock.sleep(kAcceptPause);
  }
}

void Server::Inner::welcome(tcp::socket socket) {
  boost::system::error_code gone;
  auto const peer = socket.remote_endpoint(gone);
  if (gone) return;
  auto name = peer_of(peer.address());
  auto const from_there = hall_->per_peer.find(name);
  bool const greedy = from_there != hall_->per_peer.end() &&
                      from_there->second >= hall_->limits.connections_per_peer;
  if (greedy || !make_room()) {
    ++hall_->figures.turned_away;
    return;
  }
  // Without it a 20 kB answer takes 44 ms instead of 2.
  socket.set_option(tcp::no_delay(true), gone);
  if (gone) return;
  ++hall_->figures.accepted;
  auto connection = std::make_unique<Connection>(hall_, std::move(socket), tls_, std::move(name));
  asio::co_spawn(loop_, serve(std::move(connection)), log_end);
}

/// When full, whoever has been idle for longest makes room. False when everybody is busy.
bool Server::Inner::make_room() {
  if (hall_->present.size() < hall_->limits.connections) return true;
  Connection* oldest = nullptr;
  for (auto* const one : hall_->present)
    if (one->is_idle() && (oldest == nullptr || one->due() < oldest->due())) oldest = one;
  if (oldest == nullptr) return false;
  oldest->close();
  return true;
}

asio::awaitable<void> Server::Inner::keep_sweeping() {
  auto const hall = hall_;
  while (!hall->stopping) {
    co_await hall->clock.sleep(hall->limits.sweep);
    if (!hall->stopping) sweep();
  }
}

void Server::Inner::sweep() {
  auto const now = hall_->clock.elapsed();
  for (auto* const one : hall_->present)
    if (one->end_if_overdue(now)) ++hall_->figures.timed_out;
}

asio::awaitable<void> Server::Inner::stop(Duration grace) {
  auto const hall = hall_;
  hall->stopping = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (auto* const one : hall->present)
    if (one->is_idle() || one->is_streaming()) one->close();
  auto const last = hall->clock.elapsed() + grace;
  while (!hall->present.empty() && hall->clock.elapsed() < last)
    co_await hall->clock.sleep(kStopLook);
  for (auto* const one : hall->present) one->close();
}

ServerFigures Server::Inner::figures() const {
  auto figures = hall_->figures;
  figures.connections = hall_->present.size();
  return figures;
}

Server::Server(asio::io_context& loop, port::Clock& clock, TlsIdentity const& identity,
               Limits limits, Answer answer)
    : inner_(std::make_unique<Inner>(loop, clock, identity, limits, std::move(answer))) {}

Server::~Server() = default;

Result<std::uint16_t> Server::listen(std::string const& address, std::uint16_t port) {
  return inner_->listen(address, port);
}

void Server::sweep() {
  inner_->sweep();
}

asio::awaitable<void> Server::stop(Duration grace) {
  co_await inner_->stop(grace);
}

ServerFigures Server::figures() const {
  return inner_->figures();
}

}  // namespace e2ms::http
