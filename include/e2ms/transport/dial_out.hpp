#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/transport/tcp_line.hpp"

namespace e2ms::transport {

/// Where a gateway listens: a name or a numeric address, and a port.
struct Target {
  std::string host;
  std::uint16_t port;
};

/// Dials gateways that listen, one attempt a call; when to try again is the line keeper's choice.
/// Lives on its loop; `deadlines` outlives it and every line it made.
class DialOut {
 public:
  DialOut(boost::asio::any_io_executor loop, Deadlines& deadlines, TcpLimits limits = {})
      : loop_(std::move(loop)), deadlines_(deadlines), limits_(limits) {}

  /// The span covers looking up the name and all its addresses. Faults: timeout, network.
  boost::asio::awaitable<Result<std::unique_ptr<TcpLine>>> dial(Target target, Duration within,
                                                                LineOptions options);

 private:
  boost::asio::any_io_executor loop_;
  Deadlines& deadlines_;
  TcpLimits limits_;
};

}  // namespace e2ms::transport
