#pragma once

#include <boost/asio/awaitable.hpp>

#include "e2ms/base/time.hpp"

namespace e2ms::port {

/// The only source of time. Two implementations: the system's (daemon) and a virtual one in
/// which a month passes in seconds (simulation).
class Clock {
 public:
  virtual ~Clock() = default;

  /// UTC. May step when the system's clock is set; durations are measured with `elapsed`.
  virtual Instant now() const = 0;

  /// Time since some fixed moment; never steps back.
  virtual Duration elapsed() const = 0;

  /// Whether somebody who knows the time keeps `now` right, as far as the system can tell.
  virtual bool is_synchronised() const = 0;

  /// Suspends the calling coroutine for at least that long; returns early only when the
  /// coroutine is cancelled (then asio throws operation_aborted, caught at the loop's edge).
  virtual boost::asio::awaitable<void> sleep(Duration span) = 0;
};

}  // namespace e2ms::port
