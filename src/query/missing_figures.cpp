#include "missing_figures.hpp"

#include "e2ms/store/figures.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

namespace {

TariffVersion const* terms_at_end(Pricing const& prices, Instant end) {
  TariffVersion const* found = nullptr;
  for (auto const& version : prices.versions)
    if (version.terms->valid_from < end) found = version.terms;
  return found;
}

}  // namespace

Result<void> note_missing_figures(store::ReadTx& tx, AccountId account, Instant at,
                                  std::vector<BillSums>& bills) {
  if (bills.empty()) return {};
  auto const prices = store::pricing(tx, account, bills.back().from);
  if (!prices && prices.fault().code == FaultCode::not_found) return {};
  TRY_VOID(prices);
  for (auto& bill : bills) {
    auto const* const terms = terms_at_end(*prices, bill.to);
    bool const asked = terms != nullptr && (terms->demand || terms->power_factor);
    if (!asked || bill.to > at) continue;
    auto const period = store::bill_period(tx, account, {bill.id, bill.from, bill.to}, false);
    bill.missing = missing_figures(terms, period, Exact(bill.used.wh(), 1000));
  }
  return {};
}

}  // namespace e2ms::query
