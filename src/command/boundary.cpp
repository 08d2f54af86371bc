#include "boundary.hpp"

#include <algorithm>

#include "baseline.hpp"
#include "e2ms/store/wallet.hpp"
#include "entering.hpp"
#include "estimates.hpp"

namespace e2ms::command {

using store::in;

namespace {

using Verdict = Handing::Verdict;
using Rates = std::array<std::optional<Energy>, 5>;

Verdict verdict_of(EnterReading::Verdict entered) {
  using Entering = EnterReading::Verdict;
  switch (entered) {
    case Entering::entered:
    case Entering::already_entered:
      return Verdict::done;
    case Entering::taken_otherwise:
      return Verdict::reading_exists;
    case Entering::unknown_meter:
    case Entering::meter_retired:
      return Verdict::unknown_meter;
    case Entering::in_the_future:
      return Verdict::in_the_future;
    case Entering::before_opening:
      return Verdict::before_opening;
    case Entering::no_position:
      return Verdict::no_position;
    case Entering::does_not_fit:
      return Verdict::does_not_fit;
    case Entering::note_missing:
      return Verdict::note_missing;
  }
  ENSURE(entered == Entering::entered);
  return Verdict::done;
}

/// Whether the rates are known by which energy of that time is priced.
bool has_rates(Pricing const& prices, store::Span span, Rates const& rates) {
  auto const& versions = prices.versions;
  for (std::size_t i = 0; i < versions.size(); ++i) {
    auto const& terms = *versions[i].terms;
    bool const over = i + 1 < versions.size() && versions[i + 1].terms->valid_from <= span.from;
    if (over || terms.valid_from >= span.to) continue;
    for (auto const& [name, period] : terms.register_map)
      if (!rates[static_cast<std::size_t>(name[1] - '1')]) return false;
  }
  return true;
}

/// Of the energy before the boundary, and of that behind it.
Result<bool> rates_known(store::ReadTx& tx, Passing const& passing, Around const& near,
                         Instant moment, Rates const& rates) {
  TRY(auto const later, store::pricing(tx, passing.coming, moment));
  if (!has_rates(later, {moment, Instant{INT64_MAX}}, rates)) return false;
  if (!near.before) return true;
  auto const earlier = store::pricing(tx, passing.leaving, near.before->at);
  if (!earlier && earlier.fault().code == FaultCode::not_found) return true;
  TRY_VOID(earlier);
  return has_rates(*earlier, {near.before->at, moment}, rates);
}

Rates rates_of(store::Counted const& reading) {
  return {reading.t1, reading.t2, reading.t3, reading.t4, reading.t5};
}

BoundaryReading const* told(Handing const& order, MeterId meter) {
  auto const found = std::ranges::find(order.readings, meter, &BoundaryReading::meter);
  return found == order.readings.end() ? nullptr : &*found;
}

}  // namespace

Result<Boundary> boundary_of(store::WriteTx& tx, MeterId meter, Passing const& passing,
                             Handing const& order) {
  TRY(auto const near, around(tx, meter, order.moment));
  auto const* const typed = told(order, meter);
  if (near.at) {
    bool const other = typed != nullptr && typed->total != near.at->total;
    if (other || is_estimate(tx, meter, order.moment)) return Boundary{Verdict::reading_exists};
    TRY(bool const known, rates_known(tx, passing, near, order.moment, rates_of(*near.at)));
    return Boundary{known ? Verdict::done : Verdict::rates_missing, near.at->total};
  }
  if (typed == nullptr) return Boundary{Verdict::reading_missing};
  auto const state = read_meter(tx, meter, order.moment);
  ENSURE(state.has_value());
  bool const can_be = typed->total >= Energy{} && typed->total <= kLargestRegister;
  if (!can_be) return Boundary{Verdict::no_position};
  if (!rates_fit(typed->total, typed->rates, state->rolls_at))
    return Boundary{Verdict::rates_differ};
  TRY(bool const known, rates_known(tx, passing, near, order.moment, typed->rates));
  if (!known) return Boundary{Verdict::rates_missing};
  TRY(auto const entered, enter_unreviewed(tx, {.meter = meter,
                                                .taken_at = order.moment,
                                                .total = typed->total,
                                                .rates = typed->rates,
                                                .estimated = false,
                                                .note = order.note,
                                                .actor = order.actor,
                                                .at = order.at}));
  return Boundary{verdict_of(entered.verdict), typed->total};
}

}  // namespace e2ms::command
