#include "e2ms/field/clockwork.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/command/web_session.hpp"
#include "e2ms/query/web_session.hpp"
#include "site.hpp"

namespace e2ms::field {
namespace {

Instant at(std::string_view iso) {
  return from_iso(iso).value();
}

class ClockworkTest : public testing::Test {
 protected:
  ~ClockworkTest() override { stop(); }

  void start() {
    clockwork.emplace(site.loop.get_executor(), site.clock, *site.store,
                      Timetable{.zone = Zone::named("Asia/Shanghai").value()});
    clockwork->start();
    site.clock.settle();
  }
  void stop() {
    if (!clockwork) return;
    bool stopped = false;
    clockwork->stop([&] { stopped = true; });
    site.clock.settle();
    EXPECT_TRUE(stopped);
    clockwork.reset();
  }
  std::optional<Instant> done(std::string const& name) {
    auto const known = site.ask(query::ClockJobs{});
    for (auto const& job : known.jobs)
      if (job.name == name) return job.done_through;
    return std::nullopt;
  }
  /// A verification is announced as a change of archive 0.
  std::ptrdiff_t verifications() const {
    store::Announcement const verified{store::Announcement::Kind::archive, 0};
    return std::count(site.heard.begin(), site.heard.end(), verified);
  }

  Site site;  // 2026-11-23 08:00 in Shanghai
  std::optional<Clockwork> clockwork;
};

TEST_F(ClockworkTest, BeginsItsCountTodayAndVerifiesTheLedgerAtOnce) {
  start();
  EXPECT_EQ(done("settle:1"), at("2026-11-22T16:00:00Z"));
  EXPECT_EQ(done("verify"), at("2026-11-22T18:30:00Z"));
  EXPECT_EQ(verifications(), 1);
}

TEST_F(ClockworkTest, SettlesAtLocalMidnight) {
  start();
  site.clock.pass(hours(16) - seconds(1));
  EXPECT_EQ(done("settle:1"), at("2026-11-22T16:00:00Z"));
  site.clock.pass(seconds(2));
  EXPECT_EQ(done("settle:1"), at("2026-11-23T16:00:00Z"));
}

TEST_F(ClockworkTest, VerifiesTheLedgerOnceANight) {
  start();
  site.clock.pass(hours(18) + minutes(29));
  EXPECT_EQ(verifications(), 1);
  site.clock.pass(minutes(2));
  EXPECT_EQ(verifications(), 2);
  site.clock.pass(days(3));
  EXPECT_EQ(verifications(), 5);
}

TEST_F(ClockworkTest, DoesOnceWhatWasMissedWhileTheDaemonWasDown) {
  start();
  stop();
  site.clock.pass(days(5));
  EXPECT_EQ(verifications(), 1);
  start();
  EXPECT_EQ(done("settle:1"), at("2026-11-27T16:00:00Z"));
  EXPECT_EQ(verifications(), 2);
}

TEST_F(ClockworkTest, RepeatsNothingWhenTheClockIsSetBack) {
  start();
  site.clock.pass(hours(19));
  ASSERT_EQ(verifications(), 2);
  site.clock.set_wall(site.clock.now() - hours(6));
  site.clock.pass(hours(5));
  EXPECT_EQ(verifications(), 2);
  EXPECT_EQ(done("settle:1"), at("2026-11-23T16:00:00Z"));
  site.clock.pass(hours(25));
  EXPECT_EQ(verifications(), 3);
}

TEST_F(ClockworkTest, DoesNotWaitForADayThatAWrongClockHasSeen) {
  auto const far = site.clock.now() + days(400);
  for (std::string const name : {"settle:1", "verify"}) site.submit(command::FinishJob{name, far});
  start();
  EXPECT_EQ(done("settle:1"), at("2026-11-22T16:00:00Z"));
  EXPECT_EQ(done("verify"), at("2026-11-22T18:30:00Z"));
  EXPECT_EQ(verifications(), 1);
}

TEST_F(ClockworkTest, ForgetsSignInsThatNobodyUsesAnyMore) {
  auto const manager =
      site.submit(command::AddOperator{.project = site.project, .name = "hu", .password_hash = ""})
          .id;
  auto const open = [&](std::string hash) {
    site.submit(command::OpenSession{.token_hash = std::move(hash),
                                     .kind = CallerKind::manager,
                                     .subject = manager.value,
                                     .csrf = "c",
                                     .at = site.clock.now()});
  };
  open("old");
  site.clock.pass(days(29));
  open("young");
  start();
  site.clock.pass(days(2));
  auto const verdict = [&](std::string hash) {
    return site.ask(query::SessionOf{std::move(hash), site.clock.now()}).verdict;
  };
  EXPECT_EQ(verdict("old"), query::SessionOf::Verdict::unknown);
  EXPECT_NE(verdict("young"), query::SessionOf::Verdict::unknown);
}

TEST_F(ClockworkTest, EndsInItsSleep) {
  start();
  site.clock.pass(minutes(5));
  stop();
}

}  // namespace
}  // namespace e2ms::field
