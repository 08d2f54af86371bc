#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/intrusive/list.hpp>
#include <functional>
#include <memory>

#include "e2ms/base/time.hpp"
#include "e2ms/port/clock.hpp"

namespace e2ms::transport {

class Wheel;

/// The deadlines of everything that waits on one loop, looked through in one coarse sweep instead
/// of a timer each: a race of every request against its own timer costs three times the CPU.
/// A deadline never passes early and at most two steps late. Lives on the loop; `clock` outlives
/// it, and it outlives its deadlines.
class Deadlines {
 public:
  Deadlines(boost::asio::any_io_executor loop, port::Clock& clock,
            Duration step = milliseconds(25));
  ~Deadlines();
  Deadlines(Deadlines const&) = delete;
  Deadlines& operator=(Deadlines const&) = delete;

 private:
  friend class Deadline;

  // Shared with the sweeping coroutine, which may still sleep when this is destroyed.
  std::shared_ptr<Wheel> wheel_;
};

/// One deadline: calls back once when its time has come, unless cleared before.
class Deadline : public boost::intrusive::list_base_hook<> {
 public:
  Deadline(Deadlines& deadlines, std::function<void()> passed);
  ~Deadline();
  Deadline(Deadline const&) = delete;
  Deadline& operator=(Deadline const&) = delete;

  /// Replaces an earlier setting.
  void set(Duration span);
  void clear();
  bool is_set() const { return is_linked(); }

 private:
  friend class Wheel;

  std::shared_ptr<Wheel> wheel_;
  std::function<void()> passed_;
  std::int64_t tick_ = 0;
};

}  // namespace e2ms::transport
