#include "e2ms/store/metered.hpp"

#include <algorithm>

#include "e2ms/base/checked.hpp"

namespace e2ms::store {

namespace {

/// The register on the straight line between two readings, in whole Wh.
Result<RegisterPoint> register_at(Counted const& before, Counted const& after, Instant at) {
  if (at <= before.at) return RegisterPoint{before.at, before.total, false};
  if (at >= after.at) return RegisterPoint{after.at, after.total, false};
  auto const used = Wide{after.total.wh()} - before.total.wh();
  TRY(auto const part, divide_half_away(used * (at - before.at).ms, (after.at - before.at).ms));
  TRY(auto const total, checked_add(before.total.wh(), part));
  return RegisterPoint{at, Energy::wh(total), true};
}

RegisterPoint point(Counted const& reading) {
  return {reading.at, reading.total, false};
}

/// Adds up the steps of readings that follow each other, each within the span.
Result<Metered> added_up(std::vector<Counted> const& readings, Span span, std::int64_t ratio) {
  Metered sum{point(readings.front()), point(readings.front()), ratio, {}};
  for (std::size_t i = 1; i < readings.size(); ++i) {
    auto const& before = readings[i - 1];
    auto const& after = readings[i];
    if (after.rebased) {
      // Nobody knows what led to a new baseline: the register begins anew there.
      if (i == 1) sum.from = point(after);
      if (after.at <= span.to) sum.to = point(after);
      continue;
    }
    TRY(auto const begin, register_at(before, after, span.from));
    TRY(auto const end, register_at(before, after, span.to));
    if (i == 1) sum.from = begin;
    sum.to = end;
    TRY(auto const used, checked_sub(end.total.wh(), begin.total.wh()));
    TRY(auto const energy, times(Energy::wh(used), ratio));
    TRY(auto const all, checked_add(sum.energy.wh(), energy.wh()));
    sum.energy = Energy::wh(all);
  }
  return sum;
}

}  // namespace

Result<MeteredAnswer> metered(ReadTx& tx, MeterId meter, Span span, bool began_later) {
  ENSURE(span.from < span.to);
  TRY(auto first, counted_before(tx, meter, span.from));
  if (!first && began_later) {
    TRY(first, counted_after(tx, meter, span.from));
    // Nothing was read of it by the end: it counted nothing that anybody knows.
    if (first && first->at >= span.to) first.reset();
  }
  if (!first) return MeteredAnswer{MeterGap::before, {}};
  TRY(auto const last, counted_after(tx, meter, span.to));
  if (!last) return MeteredAnswer{MeterGap::after, {}};
  TRY(auto const readings, counted(tx, meter, {first->at, last->at + milliseconds(1)}));
  if (readings.empty()) return FaultCode::bad_value;
  auto const ratio = tx.one<std::int64_t>("share.ratio", in("meter", meter));
  if (!ratio || *ratio <= 0) return FaultCode::bad_value;
  TRY(auto const sum, added_up(readings, span, *ratio));
  return MeteredAnswer{MeterGap::none, sum};
}

}  // namespace e2ms::store
