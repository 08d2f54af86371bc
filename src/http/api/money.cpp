#include "api/charge_json.hpp"
#include "api/desk_json.hpp"
#include "api/handlers.hpp"
#include "api/ledger_words.hpp"
#include "e2ms/command/take_payment.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;

namespace {

constexpr std::int64_t kLargestTopUpFen = 10'000'000;

json journal_json(query::Journals::Posted const& posted) {
  auto const& row = posted.row;
  auto legs = json::array();
  for (auto const& leg : posted.legs)
    legs.push_back({{"book", word(leg.book)}, {"amount_fen", spelled(leg.amount)}});
  return {{"id", spelled(row.id)},
          {"posted_at", spelled(row.at)},
          {"kind", row.reversed_kind == JournalKind::pay_out ? "pay_out_reversal" : word(row.kind)},
          {"key", row.key},
          {"amount_fen", spelled(row.amount)},
          {"balance_after_fen", spelled(row.balance_after)},
          {"fee_amount_fen", spelled(row.fee_amount)},
          {"fee_balance_after_fen", spelled(row.fee_balance_after)},
          {"charge_id", spelled(row.charge)},
          {"top_up_id", spelled(row.top_up)},
          {"pay_out_id", spelled(row.pay_out)},
          {"posted_by", person(row.actor)},
          {"note", person(row.actor).is_null() ? json(nullptr) : json(row.cause)},
          {"reverses_id", spelled(row.reverses)},
          {"reversed_by_id", spelled(row.reversed_by)},
          {"legs", std::move(legs)},
          {"hash", row.hash}};
}

Result<Response> receipt(store::ReadTx& tx, ProjectId project, TopUpId top_up, Status status) {
  TRY(auto const found, answer(tx, query::TopUpOf{project, top_up}));
  if (!found) return not_found();
  return json_response(top_up_json(*found, false), status);
}

Result<Response> take(store::WriteTx& tx, ProjectId project, command::TakePayment const& payment) {
  using Verdict = command::TakePayment::Verdict;
  TRY(bool const known, answer(tx, query::HasAccount{project, payment.account}));
  if (!known) return not_found();
  TRY(auto const outcome, execute(tx, payment));
  switch (outcome.verdict) {
    case Verdict::credited:
      return receipt(tx, project, outcome.top_up, Status::created);
    case Verdict::already_credited:
      return receipt(tx, project, outcome.top_up, Status::ok);
    case Verdict::key_used_otherwise:
      return problem(Status::conflict, "idempotency_key_reused",
                     "The key was used for another top-up");
    case Verdict::unknown_account:
      return not_found();
    case Verdict::amount_not_allowed:
      return invalid_input({{"amount_fen", "is not allowed"}});
  }
  return not_found();
}

Result<Response> reverse(store::WriteTx& tx, ProjectId project,
                         command::ReversePayment const& reversal) {
  using Verdict = command::ReversePayment::Verdict;
  TRY(auto const known, answer(tx, query::TopUpOf{project, reversal.top_up}));
  if (!known) return not_found();
  TRY(auto const outcome, execute(tx, reversal));
  switch (outcome.verdict) {
    case Verdict::reversed:
      return receipt(tx, project, reversal.top_up, Status::ok);
    case Verdict::already_reversed:
      return problem(Status::conflict, "already_reversed", "The top-up is already reversed");
    case Verdict::unknown_top_up:
      return not_found();
  }
  return not_found();
}

}  // namespace

/// What the staff wrote and who of them did is theirs.
json top_up_json(query::TopUp const& top_up, bool for_tenant) {
  auto const of_staff = [for_tenant](auto const& text) {
    return for_tenant ? json(nullptr) : json(text);
  };
  json reversal = nullptr;
  if (top_up.reversed_by)
    reversal = {{"reversed_at", spelled(top_up.reversed_at)},
                {"reversed_by", of_staff(spelled(top_up.reversed_by_whom))},
                {"reason", of_staff(spelled(top_up.reversal_reason))},
                {"journal_id", spelled(top_up.reversed_by)}};
  return {{"id", spelled(top_up.id)},
          {"number", receipt_number(top_up.time_zone, top_up.at, top_up.id.value)},
          {"account_id", spelled(top_up.account)},
          {"tenant", top_up.tenant},
          {"room", top_up.room},
          {"project", top_up.project},
          {"amount_fen", spelled(top_up.amount)},
          {"medium", word(top_up.medium)},
          {"channel", word(top_up.channel)},
          {"purpose", word(top_up.purpose)},
          {"note", for_tenant ? "" : top_up.note},
          {"received_at", spelled(top_up.at)},
          {"received_by", of_staff(top_up.actor)},
          {"balance_before_fen", spelled(top_up.balance_after - top_up.amount)},
          {"balance_after_fen", spelled(top_up.balance_after)},
          {"journal_id", spelled(top_up.journal)},
          {"reversal", std::move(reversal)}};
}

Result<Response> top_ups_page(store::ReadTx& tx, Call const& call, AccountId account,
                              bool for_tenant) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  TRY(auto rows, answer(tx, query::TopUps{account, TopUpId{paging.after}, paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(top_up_json(row, for_tenant));
  return list_response(std::move(items), next);
}

Result<Response> list_journals(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  AccountId const account{call.id};
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  TRY(auto rows, answer(tx, query::Journals{account, JournalId{paging.after}, paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& one) { return one.row.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(journal_json(row));
  return list_response(std::move(items), next);
}

Result<Response> list_top_ups(store::ReadTx& tx, Call const& call) {
  return top_ups_page(tx, call, AccountId{call.id}, false);
}

Result<Response> get_top_up(store::ReadTx& tx, Call const& call) {
  return receipt(tx, call.project(), TopUpId{call.id}, Status::ok);
}

Parsed top_up(Call const& call) {
  FieldReader fields{call.body};
  command::TakePayment payment{
      .account = AccountId{call.id},
      .amount = Money::fen(fields.integer("amount_fen", {1, kLargestTopUpFen})),
      .channel = fields.choice("channel", kChannels),
      .reference = read_desk_key(call, fields),
      .at = call.now,
      .actor = call.caller.name,
      .note = fields.text_or("note", {0, 200}, ""),
      .purpose = fields.choice_or("purpose", kPurposes, Purpose::electricity)};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[payment = std::move(payment), project = call.project()](store::WriteTx& tx) {
    return take(tx, project, payment);
  }};
}

Parsed reverse_top_up(Call const& call) {
  FieldReader fields{call.body};
  command::ReversePayment reversal{.top_up = TopUpId{call.id},
                                   .at = call.now,
                                   .actor = call.caller.name,
                                   .reason = fields.text("reason", {1, 200})};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[reversal = std::move(reversal), project = call.project()](store::WriteTx& tx) {
    return reverse(tx, project, reversal);
  }};
}

}  // namespace e2ms::http::api
