#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "e2ms/port/line.hpp"
#include "e2ms/transport/deadlines.hpp"

namespace e2ms::transport {

/// When a connection whose other end vanished without a word is given up: 4G mappings do that.
struct KeepAlive {
  Duration idle = seconds(60);           ///< silence before the first probe
  Duration interval = seconds(15);       ///< between probes
  std::int64_t probes = 4;               ///< that may stay unanswered
  Duration user_timeout = seconds(120);  ///< that what we sent may stay unacknowledged; it also
                                         ///< ends the probes, so it is to outlast them all

  friend bool operator==(KeepAlive const&, KeepAlive const&) = default;
};

/// What every connection to a gateway keeps to, whoever dialled.
struct TcpLimits {
  KeepAlive keep_alive = {};
  /// More than that does not wait unread: who floods us loses bytes, we lose no memory.
  std::size_t unread_bytes = 4096;
};

/// What a connection needs besides its socket.
struct LineOptions {
  /// Exact texts that a DTU sends on its own; taken out between frames.
  std::vector<Bytes> noise;
  /// A connection that says nothing for so long is dropped, at the latest after twice as long;
  /// zero for one that owes no heartbeat.
  Duration silent_limit;
};

class Connection;

/// A line over a TCP socket. It reads all the time, also when nobody asks: so a heartbeat costs
/// no memory and the loss of the connection is known at once. What a peer sends beyond the limit
/// of unread bytes, unasked, is dropped with what waits.
/// Lives on the loop of its socket. `deadlines` outlives it. Destroying it closes the socket.
class TcpLine final : public port::Line {
 public:
  TcpLine(boost::asio::ip::tcp::socket socket, Deadlines& deadlines, LineOptions options,
          TcpLimits const& limits = {});
  ~TcpLine() override;

  boost::asio::awaitable<Result<void>> write(ByteView bytes, Duration within) override;
  boost::asio::awaitable<Result<void>> read(Bytes& into, Duration within) override;
  void close() override;
  bool is_open() const override;
  std::string peer() const override;

  /// Adds a call that is made once, in a later turn of the loop, when the connection has ended for
  /// whatever reason.
  void when_down(std::function<void()> call);

  /// Replaces the options given at the start: a DTU's heartbeat is known only once the DTU is.
  /// `rest` arrived after its registration and is what the line begins with.
  void become(LineOptions options, ByteView rest);

  /// For those who must end the connection without owning the line.
  std::weak_ptr<Connection> connection() const { return connection_; }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace e2ms::transport
