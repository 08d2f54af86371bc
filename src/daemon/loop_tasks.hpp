#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <list>

namespace e2ms::daemon {

/// Coroutines that go on for as long as their loop. Lives on that loop, except that it may be
/// filled before the loop runs.
class LoopTasks {
 public:
  explicit LoopTasks(boost::asio::any_io_executor loop) : loop_(std::move(loop)) {}

  /// An exception other than cancellation leaves through the loop: nobody can go on without it.
  void spawn(boost::asio::awaitable<void> task);
  void cancel();

 private:
  boost::asio::any_io_executor loop_;
  std::list<boost::asio::cancellation_signal> signals_;
};

}  // namespace e2ms::daemon
