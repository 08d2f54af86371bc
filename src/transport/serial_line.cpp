#include "e2ms/transport/serial_line.hpp"

#include <fcntl.h>

#include <boost/asio/serial_port.hpp>
#include <utility>

#include "connection.hpp"
#include "e2ms/base/log.hpp"

namespace e2ms::transport {
namespace {

using boost::asio::serial_port;
using boost::asio::posix::stream_descriptor;
using Failure = boost::system::error_code;

constexpr std::size_t kUnreadLimit = 4096;

serial_port::parity parity_of(Parity parity) {
  switch (parity) {
    case Parity::none:
      return serial_port::parity(serial_port::parity::none);
    case Parity::even:
      return serial_port::parity(serial_port::parity::even);
    case Parity::odd:
      return serial_port::parity(serial_port::parity::odd);
  }
  return serial_port::parity();
}

/// Asio's serial port sets the wires up; a plain descriptor of the same device can be waited for.
Failure set_up(SerialPort const& wanted, stream_descriptor& device) {
  using Stop = serial_port::stop_bits;
  Failure failure;
  serial_port port(device.get_executor());
  port.open(wanted.device, failure);
  auto const set = [&](auto const& option) {
    if (!failure) port.set_option(option, failure);
  };
  set(serial_port::baud_rate(static_cast<unsigned>(wanted.baud)));
  set(serial_port::character_size(static_cast<unsigned>(wanted.data_bits)));
  set(parity_of(wanted.parity));
  set(Stop(wanted.stop_bits == 2 ? Stop::two : Stop::one));
  set(serial_port::flow_control(serial_port::flow_control::none));
  if (failure) return failure;
  int const own = ::fcntl(port.native_handle(), F_DUPFD_CLOEXEC, 0);
  if (own < 0) return Failure(errno, boost::system::system_category());
  device.assign(own, failure);
  if (!failure) device.non_blocking(true, failure);
  return failure;
}

}  // namespace

Result<std::unique_ptr<SerialLine>> SerialLine::open(boost::asio::any_io_executor loop,
                                                     Deadlines& deadlines, SerialPort const& port) {
  stream_descriptor device(std::move(loop));
  if (auto const failure = set_up(port, device)) {
    log::info("serial_unavailable", {{"device", port.device}, {"reason", failure.message()}});
    return Fault{FaultCode::network, failure.value()};
  }
  return std::unique_ptr<SerialLine>(new SerialLine(std::move(device), port.device, deadlines));
}

SerialLine::SerialLine(stream_descriptor device, std::string name, Deadlines& deadlines)
    : connection_(std::make_shared<Connection>(std::move(device), std::move(name), kUnreadLimit,
                                               deadlines)) {
  connection_->start({});
}

SerialLine::~SerialLine() {
  connection_->close();
}

boost::asio::awaitable<Result<void>> SerialLine::write(ByteView bytes, Duration within) {
  return Connection::write(connection_, bytes, within);
}

boost::asio::awaitable<Result<void>> SerialLine::read(Bytes& into, Duration within) {
  return Connection::read(connection_, into, within);
}

void SerialLine::close() {
  connection_->close();
}

bool SerialLine::is_open() const {
  return connection_->is_open();
}

std::string SerialLine::peer() const {
  return connection_->peer();
}

void SerialLine::when_down(std::function<void()> call) {
  connection_->when_down(std::move(call));
}

}  // namespace e2ms::transport
