#include "e2ms/transport/deadlines.hpp"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "support/virtual_clock.hpp"

namespace e2ms::transport {
namespace {

/// Time goes on between any two looks at it.
class HastyClock final : public port::Clock {
 public:
  explicit HastyClock(test::VirtualClock& within) : within_(within) {}
  Instant now() const override { return within_.now(); }
  Duration elapsed() const override {
    looked_ = looked_ + milliseconds(100);
    return within_.elapsed() + looked_;
  }
  bool is_synchronised() const override { return within_.is_synchronised(); }
  boost::asio::awaitable<void> sleep(Duration span) override { return within_.sleep(span); }

 private:
  test::VirtualClock& within_;
  mutable Duration looked_{};
};

class DeadlinesTest : public testing::Test {
 protected:
  boost::asio::io_context loop;
  test::VirtualClock clock{loop};
  HastyClock hasty{clock};
};

TEST_F(DeadlinesTest, TheOneThatStartsTheSweepIsNotMissed) {
  Deadlines deadlines(loop.get_executor(), hasty, milliseconds(100));
  bool passed = false;
  Deadline deadline(deadlines, [&] { passed = true; });
  deadline.set({});
  clock.pass(seconds(1));
  EXPECT_TRUE(passed);
}

TEST_F(DeadlinesTest, WhatACallThrowsLeavesThroughTheLoop) {
  Deadlines deadlines(loop.get_executor(), clock, milliseconds(100));
  Deadline deadline(deadlines, [] { throw std::runtime_error("broken"); });
  deadline.set({});
  EXPECT_THROW(clock.pass(seconds(1)), std::runtime_error);
}

}  // namespace
}  // namespace e2ms::transport
