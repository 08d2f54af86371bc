#include "e2ms/query/dues.hpp"

#include <algorithm>

#include "api/handlers.hpp"
#include "api/render.hpp"
#include "e2ms/command/set_payment_mode.hpp"
#include "e2ms/query/money_page.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::SetPaymentMode;
using nlohmann::json;
using query::Arrears;

namespace {

constexpr std::pair<std::string_view, PaymentMode> kModes[] = {{"prepaid", PaymentMode::prepaid},
                                                               {"postpaid", PaymentMode::postpaid}};

json debtor_json(Arrears::Debtor const& debtor, Instant at) {
  json overdue_days = nullptr;
  if (debtor.due_at) overdue_days = (at - *debtor.due_at).ms / days(1).ms + 1;
  auto const& place = debtor.place;
  return {{"account_id", spelled(place.account)},
          {"tenant", spelled(place.tenant)},
          {"room", room_ref(place)},
          {"medium", word(place.medium)},
          {"mode", word(place.mode.value_or(PaymentMode::prepaid))},
          {"state", word(place.state(at))},
          {"bill", spelled(debtor.bill)},
          {"due_at", spelled(debtor.due_at)},
          {"days", std::move(overdue_days)},
          {"amount_fen", spelled(debtor.amount)},
          {"fees_fen", spelled(debtor.fees)}};
}

Result<Response> set(store::WriteTx& tx, SetPaymentMode const& order) {
  using Verdict = SetPaymentMode::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::set:
    case Verdict::already_so:
      return account_response(tx, order.project, order.account, order.at);
    case Verdict::unknown_account:
      return not_found();
    case Verdict::not_allowed:
      return invalid_input({{"due_days", "is not allowed"}});
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
  }
  return not_found();
}

}  // namespace

std::string_view word(PaymentMode mode) {
  return mode == PaymentMode::postpaid ? "postpaid" : "prepaid";
}

Result<Shown> next_due(store::ReadTx& tx, query::Place const& place) {
  json next = nullptr;
  if (!place.postpaid()) return Shown{std::move(next)};
  TRY(auto const dues, answer(tx, query::Dues{*place.account}));
  auto const oldest = std::ranges::find_if(
      dues, [](auto const& one) { return one.unpaid + one.unpaid_fees > Money{}; });
  if (oldest != dues.end())
    next = {{"bill", oldest->bill},
            {"due_at", spelled(oldest->due_at)},
            {"unpaid_fen", spelled(oldest->unpaid + oldest->unpaid_fees)}};
  return Shown{std::move(next)};
}

Result<Response> list_arrears(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const debtors, answer(tx, Arrears{call.project(), call.now}));
  auto const slice = slice_of(debtors.size(), paging);
  auto items = json::array();
  for (auto i = slice.begin; i < slice.end; ++i) items.push_back(debtor_json(debtors[i], call.now));
  Money amount, fees;
  for (auto const& debtor : debtors) {
    amount += debtor.amount;
    fees += debtor.fees;
  }
  auto next = slice.next ? json(std::to_string(*slice.next)) : json(nullptr);
  return json_response({{"items", std::move(items)},
                        {"next", std::move(next)},
                        {"total", debtors.size()},
                        {"amount_fen", spelled(amount)},
                        {"fees_fen", spelled(fees)}});
}

Parsed set_payment_mode(Call const& call) {
  FieldReader fields{call.body};
  auto const due_days = fields.integer_or("due_days", {0, kMostDueDays}, -1);
  SetPaymentMode order{.project = call.project(),
                       .account = AccountId{call.id},
                       .mode = fields.choice("mode", kModes),
                       .due_days = due_days >= 0 ? std::optional(due_days) : std::nullopt,
                       .note = fields.text("note", {1, 500}),
                       .actor = call.caller.name,
                       .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return set(tx, order); }};
}

}  // namespace e2ms::http::api
