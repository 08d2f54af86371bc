#include "e2ms/domain/freeze_check.hpp"

#include <gtest/gtest.h>

namespace e2ms {
namespace {

constexpr Instant kMidnight{1'795'363'200'000};
constexpr Energy kTotal = Energy::wh(1'000'000);

struct Case {
  char const* name;
  Instant frozen_at = kMidnight;
  Energy total = kTotal;
  bool trusted = true;
  std::optional<LastReading> before = LastReading{kMidnight - minutes(10), Energy::wh(999'000)};
  std::optional<LastReading> after = LastReading{kMidnight + minutes(5), Energy::wh(1'000'500)};
  FreezeVerdict verdict = FreezeVerdict::accepted;
};

void PrintTo(Case const& one, std::ostream* out) {
  *out << one.name;
}

class FreezeChecks : public testing::TestWithParam<Case> {};

TEST_P(FreezeChecks, GiveEachItsWorth) {
  auto const& one = GetParam();
  FreezeCheck const check{kMidnight, one.trusted, one.before, one.after, 10'000};
  Freeze freeze{};
  freeze.frozen_at = one.frozen_at;
  freeze.total = one.total;
  EXPECT_EQ(check_freeze(check, freeze), one.verdict);
}

LastReading at(Duration after, std::int64_t wh) {
  return {kMidnight + after, Energy::wh(wh)};
}

INSTANTIATE_TEST_SUITE_P(
    All, FreezeChecks,
    testing::Values(
        Case{.name = "Good"}, Case{.name = "ByTheMinute", .frozen_at = kMidnight - minutes(1)},
        Case{.name = "OnlyBefore", .after = std::nullopt},
        Case{.name = "OnlyAfter", .before = std::nullopt},
        Case{.name = "NothingAround",
             .before = std::nullopt,
             .after = std::nullopt,
             .verdict = FreezeVerdict::misfit},
        Case{.name = "OfAnotherDay",
             .frozen_at = kMidnight - days(1),
             .verdict = FreezeVerdict::off_midnight},
        Case{.name = "AnHourLate",
             .frozen_at = kMidnight + hours(1),
             .verdict = FreezeVerdict::off_midnight},
        Case{.name = "ByAWrongClock", .trusted = false, .verdict = FreezeVerdict::clock_untrusted},
        Case{.name = "BelowWhatWasBefore",
             .total = Energy::wh(998'990),
             .verdict = FreezeVerdict::misfit},
        Case{.name = "AboveWhatCameAfter",
             .total = Energy::wh(1'000'510),
             .verdict = FreezeVerdict::misfit},
        Case{.name = "MoreThanCanBeUsed",
             .before = at(minutes(-10), 990'000),
             .verdict = FreezeVerdict::misfit},
        Case{.name = "NoPosition",
             .total = Energy::wh(-1),
             .before = std::nullopt,
             .verdict = FreezeVerdict::misfit}),
    [](auto const& one) { return one.param.name; });

TEST(FreezeCheck, KnowsWhatAMeterDoesNotHold) {
  EXPECT_EQ(check_freeze({kMidnight, true, std::nullopt, std::nullopt, 1}, std::nullopt),
            FreezeVerdict::absent);
}

}  // namespace
}  // namespace e2ms
