#include "e2ms/store/ratios.hpp"

#include <algorithm>
#include <map>

namespace e2ms::store {

std::vector<Ratio> ratios(ReadTx& tx, MeterId meter) {
  std::map<Instant, std::int64_t> standing;
  for (auto const& said : tx.all<Ratio>("meter.ratios", in("meter", meter))) {
    auto const here = standing.lower_bound(said.since);
    if (here != standing.begin() && std::prev(here)->second == said.ratio)
      standing.erase(said.since);
    else
      standing[said.since] = said.ratio;
  }
  std::vector<Ratio> found;
  for (auto const& [since, ratio] : standing) found.push_back({since, ratio});
  return found;
}

std::int64_t ratio_at(std::vector<Ratio> const& ratios, Instant at) {
  std::int64_t found = 1;
  for (auto const& each : ratios)
    if (&each == &ratios.front() || each.since <= at) found = each.ratio;
  return found;
}

bool begins_at(std::vector<Ratio> const& ratios, Instant at) {
  return std::ranges::any_of(ratios, [at](Ratio const& each) { return each.since == at; });
}

bool changes_between(std::vector<Ratio> const& ratios, Instant from, Instant to) {
  return std::ranges::any_of(ratios, [&](Ratio const& each) {
    bool const within = each.since > from && each.since < to;
    return within && each.ratio != ratio_at(ratios, each.since - milliseconds(1));
  });
}

}  // namespace e2ms::store
