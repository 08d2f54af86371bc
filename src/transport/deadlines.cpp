#include "e2ms/transport/deadlines.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <cstddef>
#include <utility>

#include "e2ms/base/ensure.hpp"
#include "e2ms/port/task_end.hpp"

namespace e2ms::transport {

/// A hashed wheel: a deadline hangs in the slot of its tick; those of later turns of the wheel
/// stay when the sweep comes by.
class Wheel {
 public:
  Wheel(boost::asio::any_io_executor loop, port::Clock& clock, Duration step)
      : loop_(std::move(loop)), clock_(clock), step_(step) {
    ENSURE(step.ms > 0);
  }

  static void add(std::shared_ptr<Wheel> const& self, Deadline& deadline, Duration span) {
    auto const now = self->clock_.elapsed().ms;
    // From the same look at the clock: a deadline must not lie before what counts as swept.
    if (!self->sweeping_) self->swept_ = now / self->step_.ms;
    auto const due = now + std::max<std::int64_t>(span.ms, 0);
    deadline.tick_ = due / self->step_.ms + 1;
    self->slot(deadline.tick_).push_back(deadline);
    ++self->waiting_;
    if (!std::exchange(self->sweeping_, true)) start(self);
  }

  void remove(Deadline& deadline) {
    // A deadline whose time has come hangs in `passed_` until it was called.
    auto& list = deadline.tick_ <= swept_ ? passed_ : slot(deadline.tick_);
    list.erase(List::s_iterator_to(deadline));
    --waiting_;
  }

  void stop() { stop_.emit(boost::asio::cancellation_type::terminal); }

 private:
  using List = boost::intrusive::list<Deadline>;
  static constexpr std::int64_t kSlots = 512;

  List& slot(std::int64_t tick) { return slots_[static_cast<std::size_t>(tick % kSlots)]; }

  static void start(std::shared_ptr<Wheel> const& self) {
    boost::asio::co_spawn(self->loop_, sweep(self),
                          boost::asio::bind_cancellation_slot(self->stop_.slot(), port::let_end));
  }

  /// Ends when nothing waits; the next deadline starts it again.
  static boost::asio::awaitable<void> sweep(std::shared_ptr<Wheel> self) {
    while (self->waiting_ > 0) {
      auto const step = self->step_;
      co_await self->clock_.sleep(step);
      self->call_passed();
    }
    self->sweeping_ = false;
  }

  void call_passed() {
    auto const now = clock_.elapsed().ms / step_.ms;
    auto const first = std::max(swept_ + 1, now - kSlots + 1);
    swept_ = std::max(swept_, now);
    for (auto tick = first; tick <= now; ++tick) collect(slot(tick), now);
    while (!passed_.empty()) {
      auto& deadline = passed_.front();
      passed_.pop_front();
      --waiting_;
      // A copy, because the call may destroy the deadline.
      auto const call = deadline.passed_;
      call();
    }
  }

  void collect(List& from, std::int64_t now) {
    for (auto at = from.begin(); at != from.end();) {
      auto& deadline = *at;
      if (deadline.tick_ > now) {
        ++at;
        continue;
      }
      at = from.erase(at);
      passed_.push_back(deadline);
    }
  }

  boost::asio::any_io_executor loop_;
  port::Clock& clock_;
  Duration step_;
  std::array<List, kSlots> slots_;
  List passed_;
  std::int64_t swept_ = 0;
  std::size_t waiting_ = 0;
  bool sweeping_ = false;
  boost::asio::cancellation_signal stop_;
};

Deadlines::Deadlines(boost::asio::any_io_executor loop, port::Clock& clock, Duration step)
    : wheel_(std::make_shared<Wheel>(std::move(loop), clock, step)) {}

Deadlines::~Deadlines() {
  wheel_->stop();
}

Deadline::Deadline(Deadlines& deadlines, std::function<void()> passed)
    : wheel_(deadlines.wheel_), passed_(std::move(passed)) {}

Deadline::~Deadline() {
  clear();
}

void Deadline::set(Duration span) {
  clear();
  Wheel::add(wheel_, *this, span);
}

void Deadline::clear() {
  if (is_linked()) wheel_->remove(*this);
}

}  // namespace e2ms::transport
