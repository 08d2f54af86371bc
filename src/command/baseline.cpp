#include "baseline.hpp"

#include "accruing.hpp"
#include "e2ms/domain/supply.hpp"

namespace e2ms::command {

using store::in;

std::optional<ReadMeter> read_meter(store::ReadTx& tx, MeterId meter, Instant at) {
  return tx.one<ReadMeter>("meter.for_reading", in("meter", meter), in("at", at),
                           in("alarm", AlarmKind::reading_doubtful));
}

Result<void> charge_up_to(store::WriteTx& tx, ReadMeter const& meter, Baseline const& next) {
  auto const last = meter.last();
  if (!meter.account || !meter.opening_at || !last) return {};
  MeterPair const pair{
      {last->at, {last->total}}, {next.at, {next.total}}, meter.ratio, meter.rolls_at};
  return accrue(tx, *meter.account, meter.id, pair);
}

void set_baseline(store::WriteTx& tx, ReadMeter const& meter, Baseline const& next) {
  tx.run("meter.accept", in("meter", meter.id), in("at", next.at), in("total", next.total),
         in("power", next.power_mw));
  // Only a reading that has a price can open: what follows it must be chargeable. One that was
  // taken just before the price began, and comes late, leaves the opening to the next.
  if (meter.account && !meter.opening_at)
    tx.run("meter.set_opening", in("meter", meter.id), in("at", next.at), in("total", next.total));
}

}  // namespace e2ms::command
