#include "passed_energy.hpp"

#include <algorithm>
#include <vector>

#include "accruing.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/ratios.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of account.meters_of.
struct MeterRow {
  MeterId meter;
  Instant opening_at;
  Energy opening_total;
  std::optional<Instant> until;
  std::optional<Instant> last_at;
  std::optional<Energy> rolls_at;
};

struct Step {
  MeterId meter;
  MeterPair pair;
};

Result<void> add_steps(store::ReadTx& tx, MeterRow const& meter, std::vector<Step>& steps) {
  auto const last = meter.until.value_or(meter.last_at.value_or(meter.opening_at));
  TRY(auto const readings,
      store::counted(tx, meter.meter, {meter.opening_at, last + milliseconds(1)}));
  auto const ratios = store::ratios(tx, meter.meter);
  for (std::size_t i = 1; i < readings.size(); ++i) {
    auto const& from = readings[i - 1];
    auto const& to = readings[i];
    if (!to.rebased)
      steps.push_back({meter.meter,
                       {from.meter_point(), to.meter_point(), store::ratio_at(ratios, from.at),
                        meter.rolls_at}});
  }
  return {};
}

}  // namespace

Result<void> charge_from_openings(store::WriteTx& tx, AccountId account) {
  std::vector<Step> steps;
  for (auto const& meter : tx.all<MeterRow>("account.meters_of", in("account", account)))
    TRY_VOID(add_steps(tx, meter, steps));
  std::ranges::stable_sort(steps, {}, [](Step const& step) { return step.pair.to.at; });
  for (auto const& [meter, pair] : steps) TRY_VOID(accrue(tx, account, meter, pair));
  return {};
}

}  // namespace e2ms::command
