#include "e2ms/query/subsidy_page.hpp"

#include <algorithm>

#include "e2ms/store/subsidy.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

using store::in;

Result<Subsidies::Answer> answer(store::ReadTx& tx, Subsidies const& question) {
  return tx.all<Subsidies::Grant>("subsidy.list", in("account", question.account));
}

Result<SubsidyMonth::Answer> answer(store::ReadTx& tx, SubsidyMonth const& question) {
  TRY(auto const priced, price_accruals(store::accruals(tx, question.account)));
  auto const its = store::of_bill(priced, question.month);
  TRY(auto const grants, store::subsidies(tx, question.account, question.month, its));
  SubsidyMonth::Answer uses;
  for (auto const& [grant, use, posted] : grants) {
    constexpr int kFenPerYuan = 100, kWhPerKwh = 1000;
    auto const units = grant.unit == SubsidyUnit::kwh ? kWhPerKwh : kFenPerYuan;
    auto const used = static_cast<std::int64_t>(rounded(use.quantity * units));
    uses.push_back(
        {grant.id, grant.unit, grant.quantity, std::min(used, grant.quantity), use.amount});
  }
  return uses;
}

}  // namespace e2ms::query
