#include "e2ms/store/figures.hpp"

#include "e2ms/base/zone.hpp"

namespace e2ms::store {

namespace {

/// The day on which an account ends is of whoever is there when it is over.
void end_days(ReadTx& tx, AccountId account, BillPeriod& period) {
  struct Row {
    Instant closed_at;
    std::string time_zone;
  };
  auto const end = tx.one<Row>("bill.end_of_account", in("account", account));
  if (!end) return;
  auto const zone = Zone::named(end->time_zone);
  ENSURE(zone.has_value());
  period.active = {period.from, zone->start_of_day_at(end->closed_at)};
}

}  // namespace

BillPeriod bill_period(ReadTx& tx, AccountId account, BillMonth const& month, bool closed) {
  struct Row {
    std::optional<std::int64_t> demand_mw;
    std::optional<Energy> energy;
    std::optional<std::int64_t> reactive_varh;
    std::string source;
    std::string note;
  };
  BillPeriod period{month.id, month.from, month.to, {}, {}, {}, {}};
  end_days(tx, account, period);
  auto const row = tx.one<Row>("figures.newest", in("account", account), in("bill", month.id));
  if (row) use_figures({row->demand_mw, row->energy, row->reactive_varh}, period);
  if (closed && !period.pf_kvarh) period.pf_kvarh = 0;
  return period;
}

}  // namespace e2ms::store
