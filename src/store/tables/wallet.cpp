#include "e2ms/store/wallet.hpp"

namespace e2ms::store {

namespace {

struct AccrualRow {
  MeterId meter;
  std::string bill;
  TariffVersionId version;
  Instant from_at;
  Energy from_total;
  bool from_computed;
  Instant to_at;
  Energy to_total;
  bool to_computed;
  std::int64_t ratio;
  Price price;
  Energy line_energy;
  Money line_amount;
};

}  // namespace

std::vector<Accrual> accruals(ReadTx& tx, AccountId account) {
  std::vector<Accrual> found;
  auto const take = [&found](AccrualRow const& row) {
    found.push_back({.meter = row.meter,
                     .piece = {.line = {row.bill, row.version},
                               .from = {row.from_at, row.from_total, row.from_computed},
                               .to = {row.to_at, row.to_total, row.to_computed}},
                     .ratio = row.ratio,
                     .price = row.price,
                     .posted = {row.line_energy, row.line_amount}});
  };
  tx.each<AccrualRow>("account.accruals", take, in("account", account));
  return found;
}

}  // namespace e2ms::store
