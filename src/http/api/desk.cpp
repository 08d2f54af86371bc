#include "api/desk_json.hpp"
#include "api/handlers.hpp"
#include "api/ledger_words.hpp"
#include "api/render.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/command/adjust_account.hpp"
#include "e2ms/command/pay_out.hpp"
#include "e2ms/query/desk_page.hpp"
#include "e2ms/query/money_page.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::AdjustAccount;
using command::PayOut;
using command::ReversePayOut;
using nlohmann::json;

namespace {

constexpr std::int64_t kLargestFen = kLargestMoney.fen();
constexpr std::int64_t kLargestByHand = 10'000'000;
constexpr FieldReader::Length kNote{1, 200};

json pay_out_json(query::PayOuts::Row const& row) {
  json reversal = nullptr;
  if (row.reversed_by)
    reversal = {{"reversed_at", spelled(row.reversed_at)},
                {"reversed_by", spelled(row.reversed_by_whom)},
                {"reason", spelled(row.reversal_reason)},
                {"journal_id", spelled(row.reversed_by)}};
  return {{"id", spelled(row.id)},
          {"number", "R" + receipt_number(row.time_zone, row.at, row.id.value)},
          {"account_id", spelled(row.account)},
          {"tenant", row.tenant},
          {"room", row.room},
          {"project", row.project},
          {"amount_fen", spelled(row.amount)},
          {"channel", word(row.channel)},
          {"purpose", word(row.purpose)},
          {"note", row.note},
          {"paid_at", spelled(row.at)},
          {"paid_by", row.actor},
          {"balance_before_fen", spelled(row.balance_after + row.amount)},
          {"balance_after_fen", spelled(row.balance_after)},
          {"journal_id", spelled(row.journal)},
          {"reversal", std::move(reversal)}};
}

Result<Response> slip(store::ReadTx& tx, ProjectId project, PayOutId id, Status status) {
  TRY(auto const found, answer(tx, query::PayOutOf{project, id}));
  if (!found) return not_found();
  return json_response(pay_out_json(*found), status);
}

Result<Response> pay(store::WriteTx& tx, PayOut const& order) {
  using Verdict = PayOut::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::paid_out:
      return slip(tx, order.project, outcome.pay_out, Status::created);
    case Verdict::already_paid_out:
      return slip(tx, order.project, outcome.pay_out, Status::ok);
    case Verdict::key_used_otherwise:
      return problem(Status::conflict, "idempotency_key_reused",
                     "The key was used for another pay-out");
    case Verdict::unknown_account:
      return not_found();
    case Verdict::amount_not_allowed:
      return invalid_input({{"amount_fen", "is not allowed"}});
    case Verdict::more_than_there_is:
      return problem(Status::conflict, "more_than_there_is",
                     "The wallet holds " + to_text(outcome.left) + " yuan");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 200 characters"}});
  }
  return not_found();
}

Result<Response> take_back(store::WriteTx& tx, ReversePayOut const& order) {
  using Verdict = ReversePayOut::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::reversed:
      return slip(tx, order.project, order.pay_out, Status::ok);
    case Verdict::already_reversed:
      return problem(Status::conflict, "already_reversed", "The pay-out is already reversed");
    case Verdict::unknown_pay_out:
      break;
  }
  return not_found();
}

Result<Response> put_right(store::WriteTx& tx, AdjustAccount const& order) {
  using Verdict = AdjustAccount::Verdict;
  TRY(auto const outcome, execute(tx, order));
  auto const done = [&](Status status) {
    return json_response({{"journal_id", spelled(outcome.journal)},
                          {"account_id", spelled(order.account)},
                          {"purpose", word(order.purpose)},
                          {"amount_fen", spelled(order.amount)}},
                         status);
  };
  switch (outcome.verdict) {
    case Verdict::put_right:
      return done(Status::created);
    case Verdict::already_put_right:
      return done(Status::ok);
    case Verdict::key_used_otherwise:
      return problem(Status::conflict, "idempotency_key_reused",
                     "The key was used for another adjustment");
    case Verdict::unknown_account:
      return not_found();
    case Verdict::amount_not_allowed:
      return invalid_input({{"amount_fen", "is not allowed"}});
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 200 characters"}});
  }
  return not_found();
}

}  // namespace

std::string receipt_number(std::string const& time_zone, Instant at, std::int64_t number) {
  auto const zone = Zone::named(time_zone);
  auto const day = zone ? to_text(zone->date(at)) : to_iso(at).substr(0, 10);
  auto const text = std::to_string(number);
  auto const padding = text.size() < 4 ? std::string(4 - text.size(), '0') : "";
  return day.substr(0, 4) + day.substr(5, 2) + day.substr(8, 2) + "-" + padding + text;
}

std::string read_desk_key(Call const& call, FieldReader& fields) {
  auto const key = call.request.headers.get("Idempotency-Key");
  if (!is_idempotency_key(key))
    fields.wrong("header.Idempotency-Key", "must be 8 to 64 letters, digits, - or _");
  return std::to_string(call.project().value) + "/" + std::string(key);
}

Result<Response> list_pay_outs(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  AccountId const account{call.id};
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  TRY(auto rows, answer(tx, query::PayOuts{account, PayOutId{paging.after}, paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(pay_out_json(row));
  return list_response(std::move(items), next);
}

Result<Response> get_pay_out(store::ReadTx& tx, Call const& call) {
  return slip(tx, call.project(), PayOutId{call.id}, Status::ok);
}

Parsed pay_out(Call const& call) {
  FieldReader fields{call.body};
  PayOut order{.project = call.project(),
               .account = AccountId{call.id},
               .purpose = fields.choice_or("purpose", kPurposes, Purpose::electricity),
               .amount = Money::fen(fields.integer("amount_fen", {1, kLargestFen})),
               .channel = fields.choice("channel", kChannels),
               .reference = read_desk_key(call, fields),
               .note = fields.text("note", kNote),
               .actor = call.caller.name,
               .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return pay(tx, order); }};
}

Parsed reverse_pay_out(Call const& call) {
  FieldReader fields{call.body};
  ReversePayOut order{.project = call.project(),
                      .pay_out = PayOutId{call.id},
                      .reason = fields.text("reason", kNote),
                      .actor = call.caller.name,
                      .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return take_back(tx, order); }};
}

Parsed adjust_account(Call const& call) {
  FieldReader fields{call.body};
  AdjustAccount order{
      .project = call.project(),
      .account = AccountId{call.id},
      .purpose = fields.choice_or("purpose", kPurposes, Purpose::electricity),
      .amount = Money::fen(fields.integer("amount_fen", {-kLargestByHand, kLargestByHand})),
      .key = read_desk_key(call, fields),
      .note = fields.text("note", kNote),
      .actor = call.caller.name,
      .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return put_right(tx, order); }};
}

}  // namespace e2ms::http::api
