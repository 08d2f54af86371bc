#include "e2ms/store/figures.hpp"

namespace e2ms::store {

BillPeriod bill_period(ReadTx& tx, AccountId account, BillMonth const& month, bool closed) {
  struct Row {
    std::optional<std::int64_t> demand_mw;
    std::optional<Energy> energy;
    std::optional<std::int64_t> reactive_varh;
    std::string source;
    std::string note;
  };
  BillPeriod period{month.id, month.from, month.to, {}, {}, {}, {}};
  auto const row = tx.one<Row>("figures.newest", in("account", account), in("bill", month.id));
  if (row) use_figures({row->demand_mw, row->energy, row->reactive_varh}, period);
  if (closed && !period.pf_kvarh) period.pf_kvarh = 0;
  return period;
}

}  // namespace e2ms::store
