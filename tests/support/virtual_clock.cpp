#include "support/virtual_clock.hpp"

#include <algorithm>

#include "e2ms/transport/parking.hpp"

namespace e2ms::test {
namespace {

/// A call that is taken back when the sleeping coroutine ends early.
class Sleeper {
 public:
  Sleeper(VirtualClock& clock, Duration span)
      : clock_(clock), key_(clock.call_after(span, [this] { woken_.release(); })) {}
  ~Sleeper() { clock_.forget(key_); }
  Sleeper(Sleeper const&) = delete;
  Sleeper& operator=(Sleeper const&) = delete;

  boost::asio::awaitable<void> wait() { return woken_.wait(); }

 private:
  VirtualClock& clock_;
  transport::Parking woken_;
  VirtualClock::Key key_;
};

}  // namespace

VirtualClock::VirtualClock(boost::asio::io_context& loop, Instant start)
    : loop_(loop), start_(start) {}

boost::asio::awaitable<void> VirtualClock::sleep(Duration span) {
  Sleeper sleeper(*this, span);
  co_await sleeper.wait();
}

void VirtualClock::settle() {
  loop_.restart();
  while (loop_.poll() > 0) loop_.restart();
}

void VirtualClock::pass(Duration span) {
  auto const until = elapsed_ + span;
  settle();
  while (jump(until)) settle();
  elapsed_ = until;
}

bool VirtualClock::pass_until(std::function<bool()> const& condition, Duration at_most) {
  auto const until = elapsed_ + at_most;
  settle();
  while (!condition()) {
    if (!jump(until)) {
      elapsed_ = until;
      return condition();
    }
    settle();
  }
  return true;
}

VirtualClock::Key VirtualClock::call_after(Duration span, std::function<void()> call) {
  Key const key{elapsed_.ms + std::max<std::int64_t>(span.ms, 0), ++last_};
  calls_.emplace(key, std::move(call));
  return key;
}

bool VirtualClock::jump(Duration limit) {
  if (calls_.empty() || calls_.begin()->first.first > limit.ms) return false;
  auto const first = calls_.extract(calls_.begin());
  elapsed_.ms = std::max(elapsed_.ms, first.key().first);
  first.mapped()();
  return true;
}

}  // namespace e2ms::test
