#include "e2ms/transport/tcp_line.hpp"

#include <utility>

#include "connection.hpp"

namespace e2ms::transport {

TcpLine::TcpLine(boost::asio::ip::tcp::socket socket, Deadlines& deadlines, LineOptions options)
    : connection_(std::make_shared<Connection>(std::move(socket), deadlines)) {
  connection_->start(std::move(options));
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
