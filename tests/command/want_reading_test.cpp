#include "e2ms/command/want_reading.hpp"

#include <gtest/gtest.h>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "e2ms/query/meter_page.hpp"
#include "support/house.hpp"

namespace e2ms::command {
namespace {

using store::Announcement;
using Verdict = WantReading::Verdict;

constexpr Instant kNoon{1'800'000'000'000};

class WantReadingTest : public testing::Test {
 protected:
  MeterId add_meter() {
    AddRoom const room{house_.project, "tower", "1", std::to_string(++meters_)};
    AddMeter const order{.line = house_.line,
                         .room = house_.submit(room)->id,
                         .address = std::to_string(meters_),
                         .model = "model",
                         .ratio = 1,
                         .has_relay = false,
                         .password = std::nullopt,
                         .max_power_w = 10'000,
                         .group = house_.group};
    return house_.submit(order)->id;
  }
  Verdict want(MeterId meter, Instant at, std::string const& actor = "manager") {
    WantReading const wish{meter, at, actor};
    return house_.submit(wish)->verdict;
  }
  void record(Instant at, std::int64_t wh) {
    Reading reading{};
    reading.taken_at = at;
    reading.total = Energy::wh(wh);
    RecordReading const command{meter_, reading};
    ASSERT_TRUE(house_.submit(command).has_value());
  }
  query::ReadWishOf::Wish wish() { return house_.ask(query::ReadWishOf{meter_})->value(); }
  std::size_t open(Instant at) { return house_.ask(query::ReadWishes{at})->size(); }

  test::House house_;
  int meters_ = 0;
  MeterId meter_ = add_meter();
};

TEST_F(WantReadingTest, IsOpenUntilAReadingOfAfterwardsIsRecorded) {
  EXPECT_FALSE(house_.ask(query::ReadWishOf{meter_})->has_value());
  EXPECT_EQ(want(meter_, kNoon), Verdict::asked);
  EXPECT_EQ(want(meter_, kNoon + seconds(1), "other"), Verdict::already_open);
  record(kNoon - milliseconds(1), 1000);
  EXPECT_FALSE(wish().answered_at.has_value()) << "it was on its way before";
  record(kNoon + seconds(2), 1000);
  EXPECT_EQ(wish().outcome, ReadOutcome::read);
  EXPECT_EQ(wish().answered_at, kNoon + seconds(2));
  EXPECT_EQ(wish().actor, "manager");
  record(kNoon + minutes(1), 1000);
  EXPECT_EQ(wish().answered_at, kNoon + seconds(2));
  EXPECT_EQ(want(meter_, kNoon + minutes(2)), Verdict::asked);
}

TEST_F(WantReadingTest, IsAnsweredByADoubtfulReadingAsWell) {
  record(kNoon - minutes(2), 1000);
  record(kNoon - minutes(1), 1000);
  want(meter_, kNoon);
  record(kNoon + seconds(1), 0);
  EXPECT_EQ(wish().outcome, ReadOutcome::read);
}

TEST_F(WantReadingTest, TellsWhyThereIsNone) {
  want(meter_, kNoon);
  NoteReadMissed const older{meter_, ReadOutcome::no_answer, kNoon - seconds(1), kNoon};
  ASSERT_TRUE(house_.submit(older).has_value());
  EXPECT_FALSE(wish().answered_at.has_value()) << "that was about an earlier wish";
  NoteReadMissed const missed{meter_, ReadOutcome::no_answer, kNoon, kNoon + seconds(9)};
  ASSERT_TRUE(house_.submit(missed).has_value());
  EXPECT_EQ(wish().outcome, ReadOutcome::no_answer);
  EXPECT_EQ(open(kNoon + seconds(10)), 0u);
}

TEST_F(WantReadingTest, EndsByItselfWhenNobodyCouldSaySo) {
  want(meter_, kNoon);
  EXPECT_EQ(open(kNoon + kReadPatience - milliseconds(1)), 1u);
  EXPECT_EQ(open(kNoon + kReadPatience), 0u);
  EXPECT_EQ(want(meter_, kNoon + kReadPatience), Verdict::asked);
}

TEST_F(WantReadingTest, OfATimeThatIsStillToComeIsOver) {
  want(meter_, kNoon + days(3));
  EXPECT_EQ(open(kNoon), 0u);
  EXPECT_EQ(want(meter_, kNoon), Verdict::asked);
  EXPECT_EQ(open(kNoon), 1u);
}

TEST_F(WantReadingTest, OnePersonWantsOnlySoManyAtOnce) {
  for (std::int64_t i = 0; i < WantReading::kMostOpen; ++i)
    EXPECT_EQ(want(add_meter(), kNoon), Verdict::asked);
  EXPECT_EQ(want(meter_, kNoon), Verdict::too_many);
  EXPECT_EQ(want(meter_, kNoon, "other"), Verdict::asked);
}

TEST_F(WantReadingTest, OfAMeterThatIsNoneIsRefused) {
  EXPECT_EQ(want(MeterId{999}, kNoon), Verdict::unknown_meter);
}

}  // namespace
}  // namespace e2ms::command
