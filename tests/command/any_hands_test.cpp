#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "support/story.hpp"

namespace e2ms::test {
namespace {

std::string number(std::int64_t low, std::int64_t high) {
  return std::to_string(*rc::gen::inRange<std::int64_t>(low, high));
}

std::string meter() {
  return *rc::gen::element<std::string>("hu", "hu/2", "li");
}

std::string room() {
  return *rc::gen::element<std::string>("hu", "li");
}

/// Now, or as long ago as something else may have happened.
std::string ago() {
  return " ago " + *rc::gen::element<std::string>("0", "0", "1", "30", "60", "90", "600", "1500",
                                                  "3000", "50000");
}

std::string showing() {
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return "";
    case 1:
      return " showing +" + number(0, 3'000) + " +" + number(0, 3'000);
    default:
      return " showing " + number(0, 200'000) + " " + number(0, 200'000);
  }
}

/// What happens where rooms change hands, sensible or not.
std::string step() {
  switch (*rc::gen::inRange(0, 20)) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
      return "use " + meter() + " " + number(0, 9'000) + " after " +
             *rc::gen::element<std::string>("1", "30", "60", "600", "1440", "20000");
    case 5:
    case 6:
      return "enter " + meter() + " " + number(0, 200'000) + ago();
    case 7:
      return "enter " + meter() + " " + number(0, 200'000) + ago() + " estimated";
    case 8:
      return "void " + meter() + ago();
    case 9:
    case 10:
      return "leave " + room() + ago() + showing();
    case 11:
    case 12:
      return "transfer " + room() + " wu credit 900" + ago() + showing();
    case 13:
    case 14:
      return "movein " + room() + " mo" + ago() + showing();
    case 15:
      return "swap " + meter() + " +" + number(0, 3'000) + " to " + number(0, 1'000) + ago();
    case 16:
      return "ratio " + meter() + " " + number(1, 4) + ago();
    case 17:
      return "wait " + number(1, 1500);
    case 18:
      return "hold " + meter() + " " + *rc::gen::element<std::string>("off", "on", "auto");
    default:
      return "settle";
  }
}

/// Each step of a meter's register is on exactly one account, charged or running. A meter whose
/// ratio changed is left to the audit.
constexpr char const* kEnergyLost =
    "SELECT (SELECT coalesce(sum((s.last_wh - (SELECT min(am.opening_wh) FROM account_meter am "
    "WHERE am.meter = m.id)) * m.ratio), 0) FROM meter m JOIN meter_state s ON s.meter = m.id "
    "WHERE EXISTS (SELECT 1 FROM account_meter am WHERE am.meter = m.id "
    "AND am.opening_at IS NOT NULL))"
    " - (SELECT coalesce(sum(energy_wh), 0) FROM charge WHERE code = 'energy')"
    " - (SELECT coalesce(sum((to_wh - from_wh + rolled_wh) * ratio), 0) FROM accrual "
    "WHERE code = 'energy')";

std::string terms() {
  return *rc::gen::element<std::string>(
      R"({"energy": {"type": "flat", "price": "0.5"},
          "fixed": [{"code": "rent", "per_month": "30"}], "min_charge":
          {"amount": "20", "of": ["energy"]}, "vat": "0.06"})",
      R"({"energy": {"type": "tier", "tiers": [{"upto": "10", "price": "0.5"},
          {"upto": null, "price": "1"}]}, "tier_cycle": {"unit": "month"}})",
      R"({"energy": {"type": "tou", "prices": {"peak": "0.9", "valley": "0.3"}},
          "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}],
          "default": "valley"}})");
}

RC_GTEST_PROP(AnyHands, LoseNoEnergyAndKeepTheLedgerClean, ()) {
  House::Rules rules;
  rules.terms = terms();
  Story story(rules);
  auto& house = story.house();
  story.tell("open hu meters 2 credit 500\n open li\n read hu 0\n read hu/2 0\n read li 0");
  auto const length = *rc::gen::inRange(1, 30);
  bool same_ratio = true;
  for (int i = 0; i < length; ++i) {
    auto const line = step();
    RC_LOG() << line << "\n";
    story.tell(line);
    same_ratio = same_ratio && !line.starts_with("ratio");
    if (same_ratio) RC_LOG() << "  lost " << house.number(kEnergyLost) << "\n";
    RC_ASSERT(!same_ratio || house.number(kEnergyLost) == 0);
    RC_ASSERT(house.number("SELECT sum(amount_fen) FROM entry") == 0);
  }
  auto const findings = story.findings();
  for (auto const& finding : findings) RC_LOG() << finding << "\n";
  RC_ASSERT(findings == std::vector<std::string>{});
}

}  // namespace
}  // namespace e2ms::test
