#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <string>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"

namespace e2ms::port {

/// One half-duplex conversation with a bus: bytes and deadlines, no protocol. Lives on the field
/// loop; one coroutine at a time uses it. Implementations: TCP (transport) and simulated.
class Line {
 public:
  virtual ~Line() = default;

  /// Writes all bytes. Faults: timeout, line_down.
  virtual boost::asio::awaitable<Result<void>> write(ByteView bytes, Duration within) = 0;

  /// Waits until at least one byte arrived, and appends what is there to `into` (at most 4 KiB
  /// a call). Faults: timeout when nothing arrived within the span, line_down.
  virtual boost::asio::awaitable<Result<void>> read(Bytes& into, Duration within) = 0;

  /// After this every call answers line_down. Harmless to repeat; wakes a waiting call.
  virtual void close() = 0;

  /// False once the connection is known to be gone.
  virtual bool is_open() const = 0;

  /// Where it leads, for logs: "203.0.113.7:40122" or "sim:12".
  virtual std::string peer() const = 0;
};

}  // namespace e2ms::port
