#include "e2ms/transport/tcp_line.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <utility>

#include "connection.hpp"
#include "e2ms/base/log.hpp"

namespace e2ms::transport {
namespace {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

template <int Level, int Name>
using IntegerOption = boost::asio::detail::socket_option::integer<Level, Name>;

int whole_seconds(Duration span) {
  return static_cast<int>(span.ms / 1000);
}

Failure prepare(tcp::socket& socket, KeepAlive const& keep) {
  Failure failure;
  auto const set = [&](auto const& option) {
    if (!failure) socket.set_option(option, failure);
  };
  set(tcp::no_delay(true));
  set(boost::asio::socket_base::keep_alive(true));
  set(IntegerOption<IPPROTO_TCP, TCP_KEEPIDLE>(whole_seconds(keep.idle)));
  set(IntegerOption<IPPROTO_TCP, TCP_KEEPINTVL>(whole_seconds(keep.interval)));
  set(IntegerOption<IPPROTO_TCP, TCP_KEEPCNT>(static_cast<int>(keep.probes)));
  set(IntegerOption<IPPROTO_TCP, TCP_USER_TIMEOUT>(static_cast<int>(keep.user_timeout.ms)));
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

TcpLine::TcpLine(tcp::socket socket, Deadlines& deadlines, LineOptions options,
                 TcpLimits const& limits) {
  auto const peer = peer_of(socket);
  auto const failure = prepare(socket, limits.keep_alive);
  connection_ =
      std::make_shared<Connection>(std::move(socket), peer, limits.unread_bytes, deadlines);
  if (!failure) {
    connection_->start(std::move(options));
    return;
  }
  log::warn("socket_unusable", {{"peer", peer}, {"reason", failure.message()}});
  connection_->close();
}

TcpLine::~TcpLine() {
  connection_->close();
}

boost::asio::awaitable<Result<void>> TcpLine::write(ByteView bytes, Duration within) {
  return Connection::write(connection_, bytes, within);
}

boost::asio::awaitable<Result<void>> TcpLine::read(Bytes& into, Duration within) {
  return Connection::read(connection_, into, within);
}

void TcpLine::close() {
  connection_->close();
}

bool TcpLine::is_open() const {
  return connection_->is_open();
}

std::string TcpLine::peer() const {
  return connection_->peer();
}

void TcpLine::when_down(std::function<void()> call) {
  connection_->when_down(std::move(call));
}

void TcpLine::become(LineOptions options, ByteView rest) {
  connection_->become(std::move(options), rest);
}

}  // namespace e2ms::transport
