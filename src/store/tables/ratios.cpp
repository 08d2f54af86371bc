#include "e2ms/store/ratios.hpp"

#include <algorithm>

namespace e2ms::store {

std::vector<Ratio> ratios(ReadTx& tx, MeterId meter) {
  return tx.all<Ratio>("meter.ratios", in("meter", meter));
}

std::int64_t ratio_at(std::vector<Ratio> const& ratios, Instant at) {
  std::int64_t found = 1;
  for (auto const& each : ratios)
    if (&each == &ratios.front() || each.since <= at) found = each.ratio;
  return found;
}

bool changes_between(std::vector<Ratio> const& ratios, Instant from, Instant to) {
  return std::ranges::any_of(
      ratios, [&](Ratio const& each) { return each.since > from && each.since < to; });
}

}  // namespace e2ms::store
