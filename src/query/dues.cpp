#include "e2ms/query/dues.hpp"

#include <algorithm>

#include "e2ms/domain/journal.hpp"

namespace e2ms::query {

using store::in;

namespace {

struct Row {
  std::string bill;
  std::int64_t adjustment;
  Instant due_at;
  Money amount;
  Money fees;
};

std::vector<Due> of_wallet(std::vector<Row> const& rows, Money Row::*amount) {
  std::vector<Due> dues;
  for (auto const& row : rows) dues.push_back({row.bill, row.adjustment, row.due_at, row.*amount});
  return dues;
}

Money balance(store::ReadTx& tx, Book book, AccountId account) {
  return tx.one<Money>("due.balance", in("book", book), in("account", account)).value_or(Money{});
}

/// What is past due of fees, with what the open bill has of them still to come.
Money overdue_fees(Dues::Answer const& dues, Place const& place, Instant at) {
  if (!place.postpaid()) return std::max(-place.fees.value_or(Money{}), Money{});
  Money sum;
  for (auto const& one : dues)
    if (one.due_at <= at) sum += one.unpaid_fees;
  return sum;
}

}  // namespace

Result<Dues::Answer> answer(store::ReadTx& tx, Dues const& question) {
  auto const account = in("account", question.account);
  auto const rows = tx.all<Row>("due.of_account", account);
  // Nothing that is billed is due so late.
  auto const not_billed = tx.one<Money>("due.not_due", account, in("at", Instant{INT64_MAX}));
  auto const fees_not_billed = tx.one<Money>("due.fees_not_billed", account);
  auto const left = unpaid(of_wallet(rows, &Row::amount),
                           balance(tx, Book::wallet, question.account), *not_billed);
  auto const fees_left = unpaid(of_wallet(rows, &Row::fees),
                                balance(tx, Book::fee_wallet, question.account), *fees_not_billed);
  Dues::Answer dues;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto const& row = rows[i];
    dues.push_back(
        {row.bill, row.adjustment, row.due_at, row.amount, row.fees, left[i], fees_left[i]});
  }
  return dues;
}

Result<DueTerms::Answer> answer(store::ReadTx& tx, DueTerms const& question) {
  auto const terms = tx.one<DueTerms::Answer>("due.terms", in("account", question.account));
  ENSURE(terms.has_value());
  return *terms;
}

Result<Arrears::Answer> answer(store::ReadTx& tx, Arrears const& question) {
  TRY(auto places, answer(tx, Board{question.project, question.at}));
  std::erase_if(places, [](Place const& one) { return !one.let(); });
  auto const doubles = std::ranges::unique(places, {}, &Place::account);
  places.erase(doubles.begin(), doubles.end());
  Arrears::Answer debtors;
  for (auto& place : places) {
    bool const none = place.overdue() == Money{} && place.fees.value_or(Money{}) >= Money{};
    if (none) continue;
    TRY(auto const dues, answer(tx, Dues{*place.account}));
    auto const fees = overdue_fees(dues, place, question.at);
    if (place.overdue() == Money{} && fees == Money{}) continue;
    auto const oldest = std::ranges::find_if(dues, [&question](Dues::Stand const& one) {
      return one.due_at <= question.at && one.unpaid + one.unpaid_fees > Money{};
    });
    Arrears::Debtor debtor{place, std::nullopt, std::nullopt, place.overdue(), fees};
    if (oldest != dues.end()) {
      debtor.bill = oldest->bill;
      debtor.due_at = oldest->due_at;
    }
    debtors.push_back(std::move(debtor));
  }
  std::ranges::stable_sort(
      debtors, [](auto const& a, auto const& b) { return a.amount + a.fees > b.amount + b.fees; });
  return debtors;
}

}  // namespace e2ms::query
