#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <utility>

#include "e2ms/port/clock.hpp"

namespace e2ms::test {

/// A clock in which time passes only when the driver says so: everything that is ready runs, then
/// time jumps to the next moment somebody waits for. A month takes as long as its work.
/// One thread. The loop outlives the clock; destroying the clock destroys whoever still sleeps.
class VirtualClock final : public port::Clock {
 public:
  explicit VirtualClock(boost::asio::io_context& loop,
                        Instant start = Instant{1'795'392'000'000});  // 2026-11-23 00:00 UTC
  ~VirtualClock() override;

  Instant now() const override { return {start_.ms + elapsed_.ms}; }
  Duration elapsed() const override { return elapsed_; }
  bool is_synchronised() const override { return synchronised_; }
  boost::asio::awaitable<void> sleep(Duration span) override;

  /// Runs what is ready; no time passes.
  void settle();

  /// Lets a span of time pass.
  void pass(Duration span);

  /// Lets time pass until the condition holds; false when it did not within the span.
  bool pass_until(std::function<bool()> const& condition, Duration at_most);

  /// Somebody sets the wall clock; `elapsed` does not notice.
  void set_wall(Instant now) { start_ = {now.ms - elapsed_.ms}; }

  /// Whoever kept the wall clock right does so no more, or again.
  void set_synchronised(bool synchronised) { synchronised_ = synchronised; }

  /// Calls back after that span, in the loop's thread. The key takes it back.
  using Key = std::pair<std::int64_t, std::uint64_t>;
  using Calls = std::map<Key, std::function<void()>>;
  Key call_after(Duration span, std::function<void()> call);
  void forget(Key key) { calls_->erase(key); }

 private:
  bool jump(Duration limit);

  boost::asio::io_context& loop_;
  Instant start_;
  Duration elapsed_{};
  bool synchronised_ = true;
  std::uint64_t last_ = 0;
  std::shared_ptr<Calls> calls_ = std::make_shared<Calls>();
};

}  // namespace e2ms::test
