#include "e2ms/transport/swept_clock.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "e2ms/port/task_end.hpp"
#include "support/virtual_clock.hpp"

namespace e2ms::transport {
namespace {

constexpr Duration kStep = milliseconds(100);

class SweptClockTest : public testing::Test {
 protected:
  boost::asio::awaitable<void> sleep(Duration span) {
    co_await swept->sleep(span);
    woken_at = swept->elapsed();
  }
  void start(Duration span) {
    boost::asio::co_spawn(
        loop, sleep(span),
        boost::asio::bind_cancellation_slot(signal.slot(), [this](std::exception_ptr thrown) {
          cancelled = thrown && port::is_cancellation(thrown);
        }));
    loop.poll();
  }

  boost::asio::io_context loop;
  test::VirtualClock clock{loop};
  Deadlines deadlines{loop.get_executor(), clock, kStep};
  std::optional<SweptClock> swept{std::in_place, clock, deadlines};
  boost::asio::cancellation_signal signal;
  std::optional<Duration> woken_at;
  bool cancelled = false;
};

TEST_F(SweptClockTest, WakesNeverEarlyAndAtMostTwoStepsLate) {
  auto const begin = clock.elapsed();
  start(milliseconds(250));
  clock.pass(seconds(1));
  ASSERT_TRUE(woken_at.has_value());
  EXPECT_GE(*woken_at - begin, milliseconds(250));
  EXPECT_LE(*woken_at - begin, milliseconds(250) + kStep * 2);
}

TEST_F(SweptClockTest, ACancelledSleepEndsAtOnce) {
  start(hours(1));
  signal.emit(boost::asio::cancellation_type::terminal);
  loop.poll();
  EXPECT_TRUE(cancelled);
  EXPECT_FALSE(woken_at.has_value());
}

// The memory of the one that still sleeps is what the sanitizer looks at.
TEST_F(SweptClockTest, GoesWithWhoeverStillSleeps) {
  start(hours(1));
  swept.reset();
  clock.pass(hours(2));
  EXPECT_FALSE(woken_at.has_value());
}

}  // namespace
}  // namespace e2ms::transport
