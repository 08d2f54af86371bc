#include "sign_in_limit.hpp"

#include <gtest/gtest.h>

namespace e2ms::http {
namespace {

AttemptRule const kRule{.attempts = 3, .refill = seconds(60), .longest_lock = minutes(5)};

/// Tries until it must wait; how long.
Duration exhaust(AttemptBook& book, std::string const& key, Duration now) {
  Duration wait{};
  while (wait == Duration{}) wait = book.take(key, now);
  return wait;
}

TEST(AttemptBook, LetsAFewTryAndThenLocks) {
  AttemptBook book{kRule};
  EXPECT_EQ(book.take("a", seconds(0)), Duration{});
  EXPECT_EQ(book.take("a", seconds(1)), Duration{});
  EXPECT_EQ(book.take("a", seconds(2)), Duration{});
  EXPECT_EQ(book.take("a", seconds(2)), seconds(60));
  EXPECT_EQ(book.take("a", seconds(32)), seconds(30));
  EXPECT_EQ(book.take("a", seconds(62)), Duration{});
}

TEST(AttemptBook, LocksLongerEachTimeUpToALimit) {
  AttemptBook book{kRule};
  auto now = seconds(0);
  std::vector<std::int64_t> locks;
  for (int i = 0; i < 5; ++i) {
    auto const wait = exhaust(book, "a", now);
    locks.push_back(wait.ms / 1000);
    now = now + wait;
  }
  EXPECT_EQ(locks, (std::vector<std::int64_t>{60, 120, 240, 300, 300}));
}

TEST(AttemptBook, ForgivesAfterAQuietTime) {
  AttemptBook book{kRule};
  auto const wait = exhaust(book, "a", seconds(0));
  EXPECT_EQ(exhaust(book, "a", wait), seconds(120));
  EXPECT_EQ(exhaust(book, "a", hours(1)), seconds(60));
}

TEST(AttemptBook, KeepsKeysApart) {
  AttemptBook book{kRule};
  exhaust(book, "a", seconds(0));
  EXPECT_EQ(book.take("b", seconds(0)), Duration{});
}

TEST(AttemptBook, StaysBounded) {
  AttemptBook book{kRule};
  exhaust(book, "first", seconds(0));
  for (std::size_t i = 0; i < AttemptBook::kKeys; ++i) book.take(std::to_string(i), seconds(1));
  EXPECT_EQ(book.take("first", seconds(1)), Duration{});
}

TEST(SignInLimit, CountsByNameAcrossAddresses) {
  SignInLimit limit;
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(limit.take({"10.0.0." + std::to_string(i), "manager"}, seconds(0)), Duration{});
  EXPECT_GT(limit.take({"10.0.0.99", "manager"}, seconds(0)), Duration{});
  EXPECT_EQ(limit.take({"10.0.0.99", "other"}, seconds(0)), Duration{});
}

TEST(SignInLimit, CountsByAddressAcrossNames) {
  SignInLimit limit;
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(limit.take({"10.0.0.1", "room-" + std::to_string(i)}, seconds(0)), Duration{});
  EXPECT_GT(limit.take({"10.0.0.1", "room-21"}, seconds(0)), Duration{});
  EXPECT_EQ(limit.take({"10.0.0.2", "room-21"}, seconds(0)), Duration{});
}

TEST(SignInLimit, DoesNotLetAStrangerLockOutWhoIsKnown) {
  SignInLimit limit;
  EXPECT_EQ(limit.take({"192.0.2.1", "manager"}, seconds(0)), Duration{});
  limit.succeeded({"192.0.2.1", "manager"});
  for (int i = 0; i < 9; ++i) limit.take({"203.0.113.9", "manager"}, seconds(1));
  EXPECT_GT(limit.take({"203.0.113.9", "manager"}, seconds(1)), Duration{});
  EXPECT_EQ(limit.take({"192.0.2.1", "manager"}, seconds(1)), Duration{});
}

TEST(SignInLimit, ASuccessGivesTheAttemptsBack) {
  SignInLimit limit;
  for (int round = 0; round < 30; ++round) {
    EXPECT_EQ(limit.take({"192.0.2.1", "manager"}, seconds(0)), Duration{}) << round;
    limit.succeeded({"192.0.2.1", "manager"});
  }
}

TEST(SignInLimit, LetsAPatientGuesserTryAFewTimesADay) {
  SignInLimit limit;
  auto now = seconds(0);
  int tries = 0;
  for (int peer = 0; now < hours(24); ++peer) {
    auto const wait = limit.take({"10.0.0." + std::to_string(peer), "tenant 1-101"}, now);
    if (wait == Duration{}) ++tries;
    now = now + wait;
  }
  EXPECT_LT(tries, 60);
  int next_day = 0;
  for (int peer = 0; now < hours(48); ++peer) {
    auto const wait = limit.take({"10.1.0." + std::to_string(peer), "tenant 1-101"}, now);
    if (wait == Duration{}) ++next_day;
    now = now + wait;
  }
  EXPECT_LT(next_day, 10);
}

}  // namespace
}  // namespace e2ms::http
