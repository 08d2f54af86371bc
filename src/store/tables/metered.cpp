#include "e2ms/store/metered.hpp"

#include <algorithm>

#include "e2ms/base/checked.hpp"
#include "e2ms/store/ratios.hpp"

namespace e2ms::store {

namespace {

/// Columns of share.meter.
struct MeterRow {
  std::optional<Energy> rolls_at;
  std::optional<Instant> retired_at;
  bool replaces;
};

RegisterPoint point(Counted const& reading) {
  return {reading.at, reading.total, false};
}

/// Adds up the steps of readings that follow each other, each within the span.
class Adding {
 public:
  Adding(Span span, std::vector<Ratio> ratios, std::optional<Energy> rolls_at)
      : span_(span), ratios_(std::move(ratios)), rolls_at_(rolls_at) {}

  Result<Metered> run(std::vector<Counted> const& readings) {
    sum_.from = sum_.to = point(readings.front());
    sum_.ratio = ratio_at(ratios_, readings.front().at);
    bool const several = readings.size() > 1;
    for (std::size_t i = 1; i < readings.size(); ++i)
      TRY_VOID(step(readings[i - 1], readings[i], i == 1));
    return several ? Result<Metered>(sum_) : Result<Metered>(FaultCode::bad_value);
  }

 private:
  /// A position on the straight line between two readings, in whole Wh, as if the register did not
  /// begin again.
  struct Position {
    RegisterPoint shown;
    std::int64_t lifted;
  };

  Result<void> step(Counted const& before, Counted const& after, bool first) {
    if (after.rebased) {
      // Nobody knows what led to a new baseline: the register begins anew there.
      if (first) sum_.from = point(after);
      if (after.at <= span_.to) sum_.to = point(after);
      return {};
    }
    TRY(auto const begin, position_at(before, after, span_.from));
    TRY(auto const end, position_at(before, after, span_.to));
    if (first) sum_.from = begin.shown;
    sum_.to = end.shown;
    auto const ratio = ratio_at(ratios_, before.at);
    if (ratio != sum_.ratio) sum_.ratio = first ? ratio : 0;
    TRY(auto const used, checked_sub(end.lifted, begin.lifted));
    TRY(auto const energy, times(Energy::wh(used), ratio));
    TRY(auto const all, checked_add(sum_.energy.wh(), energy.wh()));
    sum_.energy = Energy::wh(all);
    return {};
  }

  Result<Position> position_at(Counted const& before, Counted const& after, Instant at) const {
    if (at <= before.at) return Position{point(before), before.total.wh()};
    auto const used = moved(before.total, after.total, rolls_at_).wh();
    TRY(auto const whole, checked_add(before.total.wh(), used));
    if (at >= after.at) return Position{point(after), whole};
    auto const way = Wide{used} * (at - before.at).ms;
    TRY(auto const part, divide_half_away(way, (after.at - before.at).ms));
    TRY(auto const lifted, checked_add(before.total.wh(), part));
    bool const turned = rolls_at_ && lifted >= rolls_at_->wh();
    auto const shown = turned ? lifted - rolls_at_->wh() : lifted;
    return Position{{at, Energy::wh(shown), true}, lifted};
  }

  Span span_;
  std::vector<Ratio> ratios_;
  std::optional<Energy> rolls_at_;
  Metered sum_{};
};

}  // namespace

Result<MeteredAnswer> metered(ReadTx& tx, MeterId meter, Span span, bool began_later) {
  ENSURE(span.from < span.to);
  auto const row = tx.one<MeterRow>("share.meter", in("meter", meter));
  ENSURE(row.has_value());
  if (row->retired_at) span.to = std::min(span.to, *row->retired_at);
  if (span.from >= span.to) return MeteredAnswer{MeterGap::gone, {}};
  TRY(auto first, counted_before(tx, meter, span.from));
  if (!first && (began_later || row->replaces)) {
    TRY(first, counted_after(tx, meter, span.from));
    // It counted nothing by the end that anybody knows.
    if (first && first->at >= span.to)
      return MeteredAnswer{row->replaces ? MeterGap::gone : MeterGap::later, {}};
  }
  if (!first) return MeteredAnswer{MeterGap::before, {}};
  TRY(auto const last, counted_after(tx, meter, span.to));
  if (!last) return MeteredAnswer{MeterGap::after, {}};
  TRY(auto const readings, counted(tx, meter, {first->at, last->at + milliseconds(1)}));
  if (readings.empty()) return FaultCode::bad_value;
  TRY(auto const sum, Adding(span, ratios(tx, meter), row->rolls_at).run(readings));
  return MeteredAnswer{MeterGap::none, sum};
}

}  // namespace e2ms::store
