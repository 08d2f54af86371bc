#include "support/virtual_clock.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "e2ms/transport/parking.hpp"

namespace e2ms::test {
namespace {

/// Takes the wake-up back when the sleeping coroutine ends early; its frame may outlive the clock.
class Sleeper {
 public:
  Sleeper(std::shared_ptr<VirtualClock::Calls> calls, VirtualClock::Key key)
      : calls_(std::move(calls)), key_(key) {}
  ~Sleeper() { calls_->erase(key_); }
  Sleeper(Sleeper const&) = delete;
  Sleeper& operator=(Sleeper const&) = delete;

 private:
  std::shared_ptr<VirtualClock::Calls> calls_;
  VirtualClock::Key key_;
};

/// Copyable only because std::function wants it; nobody copies a wake-up.
struct Waking {
  std::shared_ptr<transport::Parking> bed;
  void operator()() const { bed->release(); }
};

}  // namespace

VirtualClock::VirtualClock(boost::asio::io_context& loop, Instant start)
    : loop_(loop), start_(start) {}

VirtualClock::~VirtualClock() {
  // Destroys the coroutines that still sleep, whose frames take their keys back.
  while (!calls_->empty()) calls_->extract(calls_->begin());
}

boost::asio::awaitable<void> VirtualClock::sleep(Duration span) {
  // The wake-up owns the bed and the bed the sleeping coroutine: so the clock's end is its end.
  auto bed = std::make_shared<transport::Parking>();
  auto& here = *bed;
  Sleeper const sleeper(calls_, call_after(span, Waking{std::move(bed)}));
  co_await here.wait();
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
  calls_->emplace(key, std::move(call));
  return key;
}

bool VirtualClock::jump(Duration limit) {
  if (calls_->empty() || calls_->begin()->first.first > limit.ms) return false;
  auto const first = calls_->extract(calls_->begin());
  elapsed_.ms = std::max(elapsed_.ms, first.key().first);
  first.mapped()();
  return true;
}

}  // namespace e2ms::test
