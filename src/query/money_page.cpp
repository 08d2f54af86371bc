#include "e2ms/query/money_page.hpp"

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

using store::in;

namespace {

struct VersionRow {
  std::string tariff;
  Instant valid_from;
};

Charge running_charge(store::ReadTx& tx, AccountId account, PricedAccrual const& priced) {
  auto const& [accrual, result] = priced;
  auto const& piece = accrual.piece;
  auto const version =
      tx.one<VersionRow>("money_page.version_name", in("version", piece.line.version));
  auto const address = tx.one<std::string>("money_page.address", in("meter", accrual.meter));
  ENSURE(version.has_value());
  ENSURE(address.has_value());
  auto const tier = [&piece](Energy TierSpan::*end) {
    return piece.tiers ? std::optional((*piece.tiers).*end) : std::nullopt;
  };
  return {.id = std::nullopt,
          .journal = std::nullopt,
          .account = account,
          .meter = accrual.meter,
          .address = *address,
          .bill = piece.line.bill,
          .code = piece.line.code,
          .tier = piece.line.tier,
          .period = piece.line.period,
          .reg = piece.reg,
          .tariff = version->tariff,
          .valid_from = version->valid_from,
          .price = piece.price,
          .ratio = accrual.ratio,
          .from_at = piece.from.at,
          .from_total = piece.from.total,
          .from_computed = piece.from.computed,
          .to_at = piece.to.at,
          .to_total = piece.to.total,
          .to_computed = piece.to.computed,
          .rolled = piece.rolled,
          .tier_before = tier(&TierSpan::from),
          .tier_after = tier(&TierSpan::to),
          .energy = result.energy,
          .line_before = result.before.energy,
          .line_after = result.after.energy,
          .amount = result.amount(),
          .posted_at = std::nullopt,
          .key = std::nullopt};
}

}  // namespace

Result<Charges::Answer> answer(store::ReadTx& tx, Charges const& question) {
  return tx.all<Charge>("money_page.charges", in("account", question.account),
                        in("before", question.before), in("at_most", question.at_most));
}

Result<ChargeOf::Answer> answer(store::ReadTx& tx, ChargeOf const& question) {
  return tx.one<Charge>("money_page.charge", in("charge", question.charge),
                        in("project", question.project));
}

Result<RunningCharges::Answer> answer(store::ReadTx& tx, RunningCharges const& question) {
  TRY(auto const priced, price_accruals(store::accruals(tx, question.account)));
  RunningCharges::Answer running;
  for (auto const& one : priced) running.push_back(running_charge(tx, question.account, one));
  return running;
}

Result<HasAccount::Answer> answer(store::ReadTx& tx, HasAccount const& question) {
  return tx
      .one<AccountId>("money_page.account_in", in("account", question.account),
                      in("project", question.project))
      .has_value();
}

Result<Journals::Answer> answer(store::ReadTx& tx, Journals const& question) {
  Journals::Answer posted;
  for (auto& row :
       tx.all<Journals::Row>("money_page.journals", in("account", question.account),
                             in("before", question.before), in("at_most", question.at_most))) {
    auto legs = tx.all<Journals::Leg>("money_page.legs", in("journal", row.id));
    posted.push_back({std::move(row), std::move(legs)});
  }
  return posted;
}

Result<TopUps::Answer> answer(store::ReadTx& tx, TopUps const& question) {
  return tx.all<TopUp>("money_page.top_ups", in("account", question.account),
                       in("before", question.before), in("at_most", question.at_most));
}

Result<WalletsOf::Answer> answer(store::ReadTx& tx, WalletsOf const& question) {
  auto const balance = [&](Book book) {
    return tx.one<Money>("due.balance", in("book", book), in("account", question.account))
        .value_or(Money{});
  };
  return WalletsOf::Answer{balance(Book::wallet), balance(Book::fee_wallet)};
}

Result<TopUpOf::Answer> answer(store::ReadTx& tx, TopUpOf const& question) {
  return tx.one<TopUp>("money_page.top_up", in("top_up", question.top_up),
                       in("project", question.project));
}

}  // namespace e2ms::query
