#include "e2ms/domain/supply.hpp"

#include <gtest/gtest.h>

namespace e2ms {
namespace {

constexpr Instant kNow{1'000'000'000'000};
constexpr SupplyRuling kOn{SupplyVerdict::on, SupplyReason::in_credit};
constexpr SupplyRuling kOff{SupplyVerdict::off, SupplyReason::arrears};
constexpr SupplyRuling kHeld{SupplyVerdict::held, SupplyReason::arrears};

/// Read a minute ago, warned two hours ago, reconnects at 100.
SupplyView view(std::int64_t available, bool off_for_arrears = false) {
  return {.means = {.available = Money::fen(available)},
          .reconnect = Money::fen(100),
          .hold = std::nullopt,
          .off_for_arrears = off_for_arrears,
          .seen_open = off_for_arrears,
          .reading_at = kNow - minutes(1),
          .warned_at = kNow - hours(2),
          .now = kNow,
          .fresh_reading = minutes(30),
          .warning_grace = hours(1)};
}

TEST(SupplyPolicy, EndsWhenNothingIsLeft) {
  EXPECT_EQ(rule_supply(view(1)), kOn);
  EXPECT_EQ(rule_supply(view(0)), kOff);
  EXPECT_EQ(rule_supply(view(-1)), kOff);
}

TEST(SupplyPolicy, ComesBackAtTheReconnectAmount) {
  EXPECT_EQ(rule_supply(view(0, true)), kOff);
  EXPECT_EQ(rule_supply(view(99, true)), kOff);
  EXPECT_EQ(rule_supply(view(100, true)), kOn);
}

TEST(SupplyPolicy, ComesBackOnAnyMoneyWhenNobodySawItGo) {
  for (auto const& [available, ruling] : {std::pair{0, kOff}, {1, kOn}, {99, kOn}}) {
    auto ordered = view(available, true);
    ordered.seen_open = false;
    EXPECT_EQ(rule_supply(ordered), ruling) << available;
  }
}

TEST(SupplyPolicy, KeepsPowerOnWhileAGrantPays) {
  auto subsidised = view(-500);
  subsidised.means.subsidised = true;
  EXPECT_EQ(rule_supply(subsidised), kOn);
  subsidised = view(-500, true);
  EXPECT_EQ(rule_supply(subsidised), kOff);
  subsidised.means.subsidised = true;
  EXPECT_EQ(rule_supply(subsidised), kOn);
}

/// Owes so much that is past due; so much of it is borne.
SupplyView later(std::int64_t overdue, std::int64_t limit, bool off_for_arrears = false) {
  auto paying = view(-100'000, off_for_arrears);
  paying.means.overdue = Money::fen(overdue);
  paying.means.credit_limit = Money::fen(limit);
  return paying;
}

TEST(SupplyPolicy, AsksWhoPaysAfterwardsForWhatIsOverdueAlone) {
  EXPECT_EQ(rule_supply(later(0, 0)), kOn);
  EXPECT_EQ(rule_supply(later(1, 0)), kOff);
  EXPECT_EQ(rule_supply(later(500, 500)), kOn);
  EXPECT_EQ(rule_supply(later(501, 500)), kOff);
  // A grant of this month pays no bill of another.
  auto owing = later(1, 0);
  owing.means.subsidised = true;
  EXPECT_EQ(rule_supply(owing), kOff);
}

TEST(SupplyPolicy, BringsWhoPaysAfterwardsBackWhenAllThatWasDueIsPaid) {
  EXPECT_EQ(rule_supply(later(1, 500, true)), kOff);
  EXPECT_EQ(rule_supply(later(0, 500, true)), kOn);
  auto unseen = later(500, 500, true);
  unseen.seen_open = false;
  EXPECT_EQ(rule_supply(unseen), kOn);
}

TEST(SupplyPolicy, NeverComesBackOnNothing) {
  auto down = view(0, true);
  for (std::int64_t const reconnect : {0, -500}) {
    down.reconnect = Money::fen(reconnect);
    EXPECT_EQ(rule_supply(down), kOff);
  }
  down.means.available = Money::fen(1);
  EXPECT_EQ(rule_supply(down), kOn);
}

TEST(SupplyPolicy, StaysOffOnAnOldReadingAndWithoutAWarning) {
  auto off = view(-5, true);
  off.reading_at = std::nullopt;
  off.warned_at = std::nullopt;
  EXPECT_EQ(rule_supply(off), kOff);
}

TEST(SupplyPolicy, CutsNobodyOffOnAnOldReading) {
  auto dry = view(0);
  dry.reading_at = kNow - minutes(30);
  EXPECT_EQ(rule_supply(dry), kOff);
  dry.reading_at = kNow - minutes(30) - milliseconds(1);
  EXPECT_EQ(rule_supply(dry), kHeld);
  dry.reading_at = std::nullopt;
  EXPECT_EQ(rule_supply(dry), kHeld);
}

TEST(SupplyPolicy, CutsNobodyOffOnAReadingFromTheFuture) {
  auto dry = view(0);
  dry.reading_at = kNow;
  EXPECT_EQ(rule_supply(dry), kOff);
  dry.reading_at = kNow + milliseconds(1);
  EXPECT_EQ(rule_supply(dry), kHeld);
}

TEST(SupplyPolicy, CutsNobodyOffUnwarned) {
  auto dry = view(0);
  dry.warned_at = kNow - hours(1);
  EXPECT_EQ(rule_supply(dry), kOff);
  dry.warned_at = kNow - hours(1) + milliseconds(1);
  EXPECT_EQ(rule_supply(dry), kHeld);
  dry.warned_at = std::nullopt;
  EXPECT_EQ(rule_supply(dry), kHeld);
}

TEST(SupplyPolicy, APersonsWordBeatsTheBalance) {
  auto held = view(5000);
  held.hold = SupplyHold{Relay::open};
  EXPECT_EQ(rule_supply(held), (SupplyRuling{SupplyVerdict::off, SupplyReason::forced_off}));
  held.means.available = Money::fen(-5000);
  EXPECT_EQ(rule_supply(held).reason, SupplyReason::forced_off);
  held.hold = SupplyHold{Relay::closed};
  for (bool const off : {false, true}) {
    held.off_for_arrears = off;
    EXPECT_EQ(rule_supply(held), (SupplyRuling{SupplyVerdict::on, SupplyReason::kept_supplied}));
  }
}

TEST(WarningLevels, BeginAtTheirAmounts) {
  auto const level = [](std::int64_t fen) {
    return warning_level({Money::fen(fen)}, Money::fen(2000), Money::fen(500));
  };
  EXPECT_EQ(level(2001), WarningLevel::none);
  EXPECT_EQ(level(2000), WarningLevel::low);
  EXPECT_EQ(level(501), WarningLevel::low);
  EXPECT_EQ(level(500), WarningLevel::very_low);
  EXPECT_EQ(level(1), WarningLevel::very_low);
  EXPECT_EQ(level(0), WarningLevel::arrears);
  EXPECT_EQ(level(-1), WarningLevel::arrears);
}

TEST(WarningLevels, OfZeroAreNeverReachedBeforeArrears) {
  EXPECT_EQ(warning_level({Money::fen(1)}, Money{}, Money{}), WarningLevel::none);
  EXPECT_EQ(warning_level({Money{}}, Money{}, Money{}), WarningLevel::arrears);
}

}  // namespace
}  // namespace e2ms
