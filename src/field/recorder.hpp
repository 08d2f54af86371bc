#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <functional>
#include <map>
#include <memory>
#include <unordered_map>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/field/ports.hpp"

namespace e2ms::field {

class FrameTap;
class LineKeeper;

/// Writes down what passes over the lines that are to be recorded. While none is, it does nothing
/// and nothing runs. Lives on the field loop; what it is made of outlives it. Before it is
/// destroyed it has to be stopped, and the loop run until it is at rest.
class Recorder {
 public:
  /// How long a piece waits for others to be written with it.
  static constexpr Duration kBeat = milliseconds(500);
  using Keepers = std::unordered_map<LineId, std::unique_ptr<LineKeeper>>;

  /// `at_rest` is called on the loop each time nothing is recorded any more, and after `stop`.
  Recorder(FieldPorts const& ports, Keepers const& keepers, std::function<void()> at_rest)
      : ports_(ports), keepers_(keepers), at_rest_(std::move(at_rest)) {}
  Recorder(Recorder const&) = delete;
  Recorder& operator=(Recorder const&) = delete;

  /// What is to be recorded may have changed, or a line has another keeper.
  void look();
  void stop();
  bool running() const { return running_; }

 private:
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> learn();
  boost::asio::awaitable<void> write();
  boost::asio::awaitable<void> write(LineId line);
  void end_what_is_over();
  FrameTap* tap_of(LineId line) const;

  FieldPorts const& ports_;
  Keepers const& keepers_;
  std::function<void()> at_rest_;
  std::map<LineId, Instant> until_;
  bool look_ = false;
  bool running_ = false;
  bool stopping_ = false;
  bool refused_ = false;  ///< the last time, as the next
  bool unread_ = false;
  boost::asio::cancellation_signal signal_;
};

}  // namespace e2ms::field
