#include "api/desk_json.hpp"
#include "api/handlers.hpp"
#include "api/ledger_words.hpp"
#include "api/render.hpp"
#include "e2ms/command/unassigned_money.hpp"
#include "e2ms/query/desk_page.hpp"
#include "e2ms/query/money_page.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::AssignUnassigned;
using command::ReceiveUnassigned;
using command::ReturnUnassigned;
using nlohmann::json;

namespace {

constexpr FieldReader::Length kNote{1, 200};

json unassigned_json(query::Unassigned::Row const& row) {
  json end = nullptr;
  if (row.ended_at)
    end = {{"how", row.top_up ? "assigned" : "returned"},
           {"at", spelled(row.ended_at)},
           {"by", spelled(row.end_actor)},
           {"note", spelled(row.end_note)},
           {"top_up_id", spelled(row.top_up)},
           {"account_id", spelled(row.account)},
           {"room", spelled(row.room)}};
  return {{"id", spelled(row.id)},
          {"amount_fen", spelled(row.amount)},
          {"channel", word(row.channel)},
          {"payer", row.payer},
          {"note", row.note},
          {"received_at", spelled(row.at)},
          {"received_by", row.actor},
          {"end", std::move(end)}};
}

Result<Response> one(store::ReadTx& tx, ProjectId project, UnassignedId id, Status status) {
  TRY(auto const found, answer(tx, query::UnassignedOf{project, id}));
  if (!found) return not_found();
  return json_response(unassigned_json(*found), status);
}

Response not_waiting() {
  return problem(Status::conflict, "not_waiting", "The money went somewhere already");
}

Response key_reused() {
  return problem(Status::conflict, "idempotency_key_reused", "The key was used for other money");
}

Result<Response> receive(store::WriteTx& tx, ReceiveUnassigned const& order) {
  using Verdict = ReceiveUnassigned::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::received:
      return one(tx, order.project, outcome.unassigned, Status::created);
    case Verdict::already_received:
      return one(tx, order.project, outcome.unassigned, Status::ok);
    case Verdict::key_used_otherwise:
      return key_reused();
    case Verdict::amount_not_allowed:
      return invalid_input({{"amount_fen", "is not allowed"}});
  }
  return not_found();
}

Result<Response> assign(store::WriteTx& tx, AssignUnassigned const& order) {
  using Verdict = AssignUnassigned::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::assigned:
    case Verdict::already_assigned:
      return one(tx, order.project, order.unassigned, Status::ok);
    case Verdict::key_used_otherwise:
      return key_reused();
    case Verdict::not_waiting:
      return not_waiting();
    case Verdict::unknown_account:
      return invalid_input({{"account_id", "is no account of this house"}});
    case Verdict::unknown_unassigned:
      break;
  }
  return not_found();
}

Result<Response> send_back(store::WriteTx& tx, ReturnUnassigned const& order) {
  using Verdict = ReturnUnassigned::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::returned:
    case Verdict::already_returned:
      return one(tx, order.project, order.unassigned, Status::ok);
    case Verdict::key_used_otherwise:
      return key_reused();
    case Verdict::not_waiting:
      return not_waiting();
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 200 characters"}});
    case Verdict::unknown_unassigned:
      break;
  }
  return not_found();
}

}  // namespace

Result<Response> list_unassigned(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, INT64_MAX);
  bool const waiting = query.flag("waiting");
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto rows, answer(tx, query::Unassigned{call.project(), waiting, UnassignedId{paging.after},
                                              paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(unassigned_json(row));
  return list_response(std::move(items), next);
}

Parsed receive_unassigned(Call const& call) {
  FieldReader fields{call.body};
  ReceiveUnassigned order{
      .project = call.project(),
      .amount = Money::fen(fields.integer("amount_fen", {1, kLargestMoney.fen()})),
      .channel = fields.choice("channel", kChannels),
      .reference = read_desk_key(call, fields),
      .payer = fields.text_or("payer", {0, 100}, ""),
      .note = fields.text_or("note", {0, 200}, ""),
      .actor = call.caller.name,
      .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return receive(tx, order); }};
}

Parsed assign_unassigned(Call const& call) {
  FieldReader fields{call.body};
  AssignUnassigned order{.project = call.project(),
                         .unassigned = UnassignedId{call.id},
                         .account = AccountId{fields.integer("account_id", {1, INT64_MAX})},
                         .purpose = fields.choice_or("purpose", kPurposes, Purpose::electricity),
                         .key = read_desk_key(call, fields),
                         .note = fields.text_or("note", {0, 200}, ""),
                         .actor = call.caller.name,
                         .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return assign(tx, order); }};
}

Parsed return_unassigned(Call const& call) {
  FieldReader fields{call.body};
  ReturnUnassigned order{.project = call.project(),
                         .unassigned = UnassignedId{call.id},
                         .key = read_desk_key(call, fields),
                         .note = fields.text("note", kNote),
                         .actor = call.caller.name,
                         .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[order = std::move(order)](store::WriteTx& tx) { return send_back(tx, order); }};
}

}  // namespace e2ms::http::api
