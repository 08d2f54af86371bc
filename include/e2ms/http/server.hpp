#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/http/limits.hpp"
#include "e2ms/http/message.hpp"
#include "e2ms/http/tls.hpp"
#include "e2ms/port/clock.hpp"

namespace e2ms::http {

/// What the server does with a request. May throw; the client then reads 500.
using Answer = std::function<boost::asio::awaitable<Response>(Request)>;

/// Counts since the start, for /metrics.
struct ServerFigures {
  std::uint64_t accepted = 0;
  std::uint64_t turned_away = 0;  ///< closed at once: too many connections
  std::uint64_t timed_out = 0;
  std::uint64_t bad_requests = 0;  ///< what was no HTTP or above its limits
  std::uint64_t requests = 0;
  std::uint64_t server_errors = 0;  ///< answers with status 500 and above
  std::size_t connections = 0;      ///< open now
};

/// HTTPS on one loop: accepts, reads requests, has them answered, writes the answers. A peer that
/// is slow, silent, endless or broken costs itself its connection and nobody else anything.
/// Lives on the web loop, as do all its calls. `loop`, `clock` and `identity` outlive it.
class Server {
 public:
  Server(boost::asio::io_context& loop, port::Clock& clock, TlsIdentity const& identity,
         Limits limits, Answer answer);
  /// After `stop` has returned, or after the loop has ended.
  ~Server();

  /// Listens and starts to accept. Port 0 takes a free one; the port taken is the result. Fault
  /// `network`, with the reason in the log, when the address cannot be had.
  Result<std::uint16_t> listen(std::string const& address, std::uint16_t port);

  /// Closes what has overstayed its deadline. The server does this by itself every
  /// `Limits::sweep`; a test may do it at once.
  void sweep();

  /// Stops accepting, lets running requests finish within `grace`, then closes everything.
  boost::asio::awaitable<void> stop(Duration grace);

  ServerFigures figures() const;

 private:
  class Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace e2ms::http
