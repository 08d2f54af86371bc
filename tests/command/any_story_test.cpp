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

std::string reference() {
  return *rc::gen::element<std::string>("a", "b", "c", "d", "e", "f");
}

std::string key() {
  return *rc::gen::element<std::string>("k", "l", "m");
}

std::string month() {
  return *rc::gen::element<std::string>("2026-11", "2026-12", "2027-01", "2027-03");
}

/// What a landlord arranges.
std::string arrangement() {
  auto const persons = *rc::gen::inRange(0, 2) ? " each " + number(1, 4) : "";
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      return "grant " + room() + " " + number(1, 3000) + " yuan" + persons + " key " + key();
    case 1:
      return "grant " + room() + " " + number(1, 60'000) + " kwh" + persons + " from " + month() +
             " key " + key();
    case 2:
      return "end " + room() + " " + key() + " from " + month();
    default:
      return "mode " + room() + " " + *rc::gen::element<std::string>("prepaid", "postpaid") +
             " days " + number(0, 20);
  }
}

/// Some step of daily life, sensible or not. References are used again and again on purpose.
std::string step() {
  switch (*rc::gen::inRange(0, 25)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return "use " + meter() + " " + number(0, 30'000) + " after " + number(1, 90);
    case 4:
      return "use " + meter() + " " + number(0, 12) + " after 1";
    case 5:
      return "read " + meter() + " " + number(0, 5'000'000) + " after " + number(-3, 5);
    case 6:
      return "again " + meter();
    case 7:
      return "use " + meter() + " " + number(0, 900'000) + " after " + number(10'000, 60'000);
    case 8:
    case 9:
      return "pay " + room() + " " + number(-1, 4000) + " ref " + reference();
    case 10:
      return "reverse " + reference();
    case 11:
      return "hold " + meter() + " " + *rc::gen::element<std::string>("off", "on", "auto");
    case 12:
      return "obey " + meter();
    case 13:
      return "moved " + meter() + " " + *rc::gen::element<std::string>("open", "closed");
    case 14:
      return "soon " + number(30'000'000, 120'000'000);
    case 15:
      return "glimpse " + meter() + " " + number(0, 5'000'000) + " after " + number(-3, 5);
    case 16:
    case 17:
    case 18:
    case 19:
      return "decide " + meter() + " " +
             *rc::gen::element<std::string>("accept", "rebase", "discard") + " ago " + number(0, 2);
    case 20:
      return "swap " + meter() + " +" + number(0, 3'000) + " to " + number(0, 1'000'000) + " ago " +
             number(0, 20);
    case 21:
    case 22:
    case 23:
      return arrangement();
    default:
      return "settle";
  }
}

/// A new price takes over in an hour.
std::string priced(House& house, std::string const& line) {
  if (!line.starts_with("soon ")) return line;
  Instant const latest{
      house.number("SELECT max(max(coalesce(last_at, 0)), 1795392000000) "
                   "FROM meter_state")};
  return "price " + line.substr(5) + " from " + to_iso(latest + hours(1));
}

/// Registers times ratio on one side, less the gaps before new baselines, charged and running
/// energy on the other.
constexpr char const* kEnergyLost =
    "SELECT (SELECT coalesce(sum((s.last_wh - am.opening_wh) * m.ratio), 0) FROM account_meter am "
    "JOIN meter m ON m.id = am.meter JOIN meter_state s ON s.meter = am.meter)"
    " - (SELECT coalesce(sum((r.total_wh - d.baseline_wh) * m.ratio), 0) FROM reading_decision d "
    "JOIN reading r USING (meter, taken_at) JOIN meter m ON m.id = d.meter "
    "JOIN account_meter am ON am.meter = d.meter "
    "WHERE d.kind = 1 AND d.taken_at > am.opening_at)"
    " - (SELECT coalesce(sum(energy_wh), 0) FROM charge)"
    " - (SELECT coalesce(sum((c.to_wh - c.from_wh) * m.ratio), 0) FROM accrual c "
    "JOIN meter m ON m.id = c.meter)";

/// Wallets on one side, top-ups not reversed less charges and what subsidies pay on the other.
constexpr char const* kMoneyLost =
    "SELECT (SELECT coalesce(sum(amount_fen), 0) FROM balance WHERE book = 1)"
    " - (SELECT coalesce(sum(amount_fen), 0) FROM top_up t WHERE NOT EXISTS "
    "(SELECT 1 FROM journal j WHERE j.reverses = t.journal))"
    " + (SELECT coalesce(sum(amount_fen), 0) FROM charge)"
    " + (SELECT coalesce(sum(after_fen - before_fen), 0) FROM item_charge)";

/// Bills on which subsidies pay more than the electricity costs, or take something.
constexpr char const* kGivenTooMuch =
    "SELECT count(*) FROM (SELECT i.account, i.bill, sum(i.amount_fen) AS given FROM bill_item i "
    "WHERE i.code LIKE 'subsidy:%' GROUP BY i.account, i.bill) g "
    "WHERE g.given > 0 OR -g.given > (SELECT coalesce(sum(l.amount_fen), 0) FROM bill_line l "
    "WHERE l.account = g.account AND l.bill = g.bill)";

RC_GTEST_PROP(AnyStory, KeepsTheLedgerCleanAndLosesNothing, ()) {
  Story story;
  auto& house = story.house();
  story.tell("open hu meters 2 credit 500\n room li ratio 40\n read li 1000\n open li");
  auto const length = *rc::gen::inRange(1, 40);
  for (int i = 0; i < length; ++i) {
    auto const line = priced(house, step());
    RC_LOG() << line << "\n";
    story.tell(line);
    RC_ASSERT(house.number(kEnergyLost) == 0);
    RC_ASSERT(house.number(kMoneyLost) == 0);
    RC_ASSERT(house.number(kGivenTooMuch) == 0);
    RC_ASSERT(house.number("SELECT sum(amount_fen) FROM entry") == 0);
  }
  auto const findings = story.findings();
  RC_ASSERT(findings == std::vector<std::string>{});
}

}  // namespace
}  // namespace e2ms::test
