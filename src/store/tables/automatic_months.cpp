#include <algorithm>
#include <set>

#include "e2ms/base/ensure.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/store/share_month.hpp"

namespace e2ms::store {

namespace {

/// Columns of share.rules_in_time: of one month the later stands.
struct RuleRow {
  SharingId sharing;
  std::string first_bill;
  bool automatic;
};

/// The last months that are over, the newest first.
std::vector<std::string> months_over(Zone const& zone, Instant at) {
  std::vector<std::string> months;
  for (auto end = zone.start_of_month_at(at); months.size() < kAutomaticMonths;) {
    auto const inside = end - milliseconds(1);
    months.push_back(bill_at(inside, zone));
    end = zone.start_of_month_at(inside);
  }
  return months;
}

/// Whether it was told later that a room had other hands before the month was over.
bool told_otherwise(ReadTx& tx, ShareRunId run, Instant end) {
  return tx.one<std::int64_t>("share.handed_over_since", in("run", run), in("end", end))
      .has_value();
}

}  // namespace

std::vector<AutomaticMonth> automatic_months(ReadTx& tx, ProjectId project, Instant at) {
  auto const rules = tx.all<RuleRow>("share.rules_in_time", in("project", project));
  if (rules.empty()) return {};
  auto const zone =
      Zone::named(tx.one<std::string>("share.project_zone", in("project", project)).value());
  ENSURE(zone.has_value());
  auto const months = months_over(*zone, at);
  std::vector<AutomaticMonth> found;
  std::set<SharingId> sharings;
  for (auto const& rule : rules) sharings.insert(rule.sharing);
  for (auto const sharing : sharings)
    for (auto month = months.rbegin(); month != months.rend(); ++month) {
      bool automatic = false;
      for (auto const& rule : rules)
        if (rule.sharing == sharing && rule.first_bill <= *month) automatic = rule.automatic;
      if (!automatic) continue;
      auto const run = last_share_run(tx, sharing, *month);
      bool const again = run && told_otherwise(tx, run->id, month_span(*month, *zone).to);
      if (!run || again || *month == months.front()) found.push_back({sharing, *month});
    }
  return found;
}

}  // namespace e2ms::store
