#include "e2ms/field/clockwork.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "e2ms/command/record_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/command/share.hpp"
#include "e2ms/command/web_session.hpp"
#include "e2ms/query/alarm_list.hpp"
#include "e2ms/query/web_session.hpp"
#include "site.hpp"

namespace e2ms::field {
namespace {

Instant at(std::string_view iso) {
  return from_iso(iso).value();
}

/// When the oldest packed reading of a meter was taken.
struct OldestPacked {
  MeterId meter;
  using Answer = std::optional<Instant>;
};
Result<OldestPacked::Answer> answer(store::ReadTx& tx, OldestPacked const& question) {
  return tx.one<Instant>("history.oldest_pack", store::in("meter", question.meter));
}

class ClockworkTest : public testing::Test {
 protected:
  ~ClockworkTest() override { stop(); }

  void start(HistoryRules history = {}) {
    clockwork.emplace(site.loop.get_executor(), site.clock, *site.store,
                      Timetable{.zone = Zone::named("Asia/Shanghai").value(), .history = history});
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
  /// A meter that is read every six hours while days pass.
  void live(MeterId meter, Duration span) {
    for (auto const end = site.clock.now() + span; site.clock.now() < end;) {
      command::RecordReading order{meter, {}};
      order.reading.taken_at = site.clock.now();
      order.reading.total = Energy::wh(1000 + site.clock.now().ms / hours(1).ms);
      site.submit(order);
      site.clock.pass(std::min(hours(6), end - site.clock.now()));
    }
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

TEST_F(ClockworkTest, DividesTheMonthsOfGroupsThatSaySo) {
  auto const meter = site.add_meter(site.add_line(LineMode::dial_out), 1);
  auto const waiting = [&] {
    std::vector<std::string> details;
    for (auto const& alarm : site.ask(query::Alarms{.project = site.project, .at_most = 9}))
      if (alarm.kind == AlarmKind::share_waits) details.push_back(alarm.detail);
    return details;
  };
  auto const rule = [&](std::string const& name, bool automatic) {
    command::SetShareRule const order{.project = site.project,
                                      .sharing = {},
                                      .name = name,
                                      .first_bill = "2026-11",
                                      .terms = {ShareBasis::equal, true, false, Price{1}, {}},
                                      .meters = {{meter, ShareRole::main}},
                                      .rooms = {{site.room, 1}},
                                      .automatic = automatic,
                                      .at = site.clock.now(),
                                      .actor = "chief",
                                      .note = ""};
    EXPECT_EQ(site.submit(order).verdict, command::SetShareRule::Verdict::set);
  };
  rule("by a person", false);
  start();
  // The meter came within November, so that nobody knows where it stood when the month began.
  live(meter, days(9));
  EXPECT_TRUE(waiting().empty());
  rule("by itself", true);
  live(meter, days(1));
  ASSERT_EQ(waiting().size(), 1);
  EXPECT_TRUE(waiting().front().starts_with("by itself 2026-11: reading at the beginning"))
      << waiting()[0];
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

TEST_F(ClockworkTest, PacksDaysThatAreOverForSoLong) {
  auto const meter = site.add_meter(site.add_line(LineMode::dial_out), 1);
  start({.compact_hour = 3, .compact_after_days = 2, .readings_days = 0});
  live(meter, days(2) + hours(18) + minutes(59));
  EXPECT_EQ(site.ask(OldestPacked{meter}), std::nullopt);
  live(meter, minutes(2));
  // The first reading of all waits for a second one and stays as it is.
  EXPECT_EQ(site.ask(OldestPacked{meter}), at("2026-11-23T06:00:00Z"));
  EXPECT_EQ(done("compact:1"), at("2026-11-25T19:00:00Z"));
}

TEST_F(ClockworkTest, ForgetsPackedReadingsAfterSoLong) {
  auto const meter = site.add_meter(site.add_line(LineMode::dial_out), 1);
  start({.compact_hour = 3, .compact_after_days = 1, .readings_days = 4});
  live(meter, days(4));
  EXPECT_EQ(site.ask(OldestPacked{meter}), at("2026-11-23T06:00:00Z"));
  live(meter, days(4));
  // On the last night, of the first of December, days before the 27th were old enough.
  EXPECT_EQ(site.ask(OldestPacked{meter}), at("2026-11-26T18:00:00Z"));
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
