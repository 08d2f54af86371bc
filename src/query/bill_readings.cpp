#include "bill_readings.hpp"

#include <algorithm>
#include <tuple>

namespace e2ms::query {

namespace {

bool goes_on(BillReading const& span, Charge const& charge) {
  return span.meter == charge.meter && span.reg == static_cast<RegisterIndex>(charge.reg) &&
         span.ratio == charge.ratio && span.to.total == charge.from_total;
}

}  // namespace

std::vector<BillReading> bill_readings(store::ReadTx& tx, std::vector<Charge> const& charges) {
  std::vector<Charge const*> order;
  // Other lines are on the same energy.
  for (auto const& one : charges)
    if (one.code == "energy" || one.code == "free_quota") order.push_back(&one);
  auto const key = [](Charge const* one) {
    return std::tie(one->meter, one->reg, one->from_at, one->from_total, one->to_at);
  };
  std::ranges::sort(order, [&key](auto const* a, auto const* b) { return key(a) < key(b); });
  std::vector<BillReading> spans;
  for (auto const* const charge : order) {
    if (spans.empty() || !goes_on(spans.back(), *charge)) {
      auto const model = tx.one<std::string>("bill_page.model", store::in("meter", charge->meter));
      ENSURE(model.has_value());
      RegisterPoint const from{charge->from_at, charge->from_total, charge->from_computed};
      spans.push_back({charge->meter,
                       charge->address,
                       *model,
                       static_cast<RegisterIndex>(charge->reg),
                       charge->ratio,
                       from,
                       from,
                       {}});
    }
    spans.back().to = {charge->to_at, charge->to_total, charge->to_computed};
    spans.back().energy += charge->energy;
  }
  return spans;
}

}  // namespace e2ms::query
