#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "e2ms/domain/line.hpp"
#include "e2ms/port/line.hpp"
#include "e2ms/transport/deadlines.hpp"

namespace e2ms::transport {

class Connection;

/// A line over a serial device of this machine, as bytes: DL/T 645, CJ/T 188, or a bus on which
/// protocols are mixed. Like a TcpLine it reads all the time, so that an adapter which is pulled
/// out is known at once. Lives on its loop. `deadlines` outlives it.
class SerialLine final : public port::Line {
 public:
  /// Faults: network when the device cannot be opened or driven so.
  static Result<std::unique_ptr<SerialLine>> open(boost::asio::any_io_executor loop,
                                                  Deadlines& deadlines, SerialPort const& port);
  ~SerialLine() override;

  boost::asio::awaitable<Result<void>> write(ByteView bytes, Duration within) override;
  boost::asio::awaitable<Result<void>> read(Bytes& into, Duration within) override;
  void close() override;
  bool is_open() const override;
  std::string peer() const override;

  /// See TcpLine.
  void when_down(std::function<void()> call);

 private:
  SerialLine(boost::asio::posix::stream_descriptor device, std::string name, Deadlines& deadlines);

  std::shared_ptr<Connection> connection_;
};

}  // namespace e2ms::transport
