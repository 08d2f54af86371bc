#include "e2ms/query/figures.hpp"

namespace e2ms::query {

using store::in;

Result<Figures::Answer> answer(store::ReadTx& tx, Figures const& question) {
  struct Row {
    FiguresId id;
    std::string bill;
    std::optional<std::int64_t> demand_mw;
    std::optional<Energy> energy;
    std::optional<std::int64_t> reactive_varh;
    std::string source;
    std::string note;
    std::string actor;
    Instant at;
  };
  Figures::Answer entries;
  auto const take = [&entries](Row const& row) {
    entries.push_back({row.id,
                       row.bill,
                       {row.demand_mw, row.energy, row.reactive_varh},
                       row.source,
                       row.note,
                       row.actor,
                       row.at});
  };
  tx.each<Row>("figures.entries", take, in("account", question.account), in("bill", question.bill),
               in("before", question.before), in("at_most", question.at_most));
  return entries;
}

}  // namespace e2ms::query
