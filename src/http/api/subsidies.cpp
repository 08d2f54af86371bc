#include <algorithm>

#include "api/desk_json.hpp"
#include "api/handlers.hpp"
#include "api/render.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/command/subsidise.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/query/money_page.hpp"
#include "e2ms/query/subsidy_page.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using command::EndSubsidy;
using command::GrantSubsidy;
using nlohmann::json;
using query::Subsidies;
using query::SubsidyMonth;

namespace {

constexpr FieldReader::Length kNote{1, 500};

std::string_view word(SubsidyUnit unit) {
  return unit == SubsidyUnit::kwh ? "kwh" : "yuan";
}

json month_json(SubsidyMonth::Use const& use) {
  return {{"granted", use.granted},
          {"used", use.used},
          {"left", use.left()},
          {"paid_fen", spelled(use.paid)}};
}

json grant_json(Subsidies::Grant const& grant, SubsidyMonth::Answer const& month) {
  json end = nullptr, now = nullptr;
  if (grant.ended_from)
    end = {{"from_month", *grant.ended_from},
           {"note", spelled(grant.end_note)},
           {"ended_by", person(grant.end_actor.value_or(""))},
           {"ended_at", spelled(grant.ended_at)}};
  auto const use = std::ranges::find(month, grant.id, &SubsidyMonth::Use::id);
  if (use != month.end()) now = month_json(*use);
  return {{"id", spelled(grant.id)},
          {"unit", word(grant.unit)},
          {"quantity", grant.quantity},
          {"persons", spelled(grant.persons)},
          {"first_month", grant.first_month},
          {"last_month", spelled(grant.last_month)},
          {"note", grant.note},
          {"granted_by", person(grant.actor)},
          {"granted_at", spelled(grant.at)},
          {"end", std::move(end)},
          {"this_month", std::move(now)}};
}

Result<std::string> month_of(std::string const& time_zone, Instant at) {
  TRY(auto const zone, Zone::named(time_zone));
  return bill_at(at, zone);
}

/// What an answer about an account's grants depends on besides the account.
struct Seen {
  std::string time_zone;
  Instant at;
};

Result<Response> grants(store::ReadTx& tx, AccountId account, Seen const& seen, Status status) {
  TRY(auto const month, month_of(seen.time_zone, seen.at));
  TRY(auto const all, answer(tx, Subsidies{account}));
  TRY(auto const now, answer(tx, SubsidyMonth{account, month}));
  auto items = json::array();
  for (auto const& grant : all) items.push_back(grant_json(grant, now));
  return json_response({{"month", month}, {"items", std::move(items)}, {"next", nullptr}}, status);
}

Result<Response> grant(store::WriteTx& tx, GrantSubsidy const& order, Seen const& seen) {
  using Verdict = GrantSubsidy::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::granted:
      return grants(tx, order.account, seen, Status::created);
    case Verdict::already_granted:
      return grants(tx, order.account, seen, Status::ok);
    case Verdict::key_used_otherwise:
      return problem(Status::conflict, "idempotency_key_reused",
                     "The key was used for another grant");
    case Verdict::unknown_account: {
      TRY(bool const known, answer(tx, query::HasAccount{order.project, order.account}));
      if (!known) return not_found();
      return problem(Status::conflict, "account_closed", "The account is closed");
    }
    case Verdict::month_closed:
      return problem(Status::conflict, "month_closed",
                     "The bill of the first month is closed, or it lies before the account");
    case Verdict::wrong_span:
      return invalid_input({{"last_month", "must not lie before first_month"}});
    case Verdict::not_allowed:
      return invalid_input({{"quantity", "is not allowed"}});
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
  }
  return not_found();
}

Result<Response> end(store::WriteTx& tx, EndSubsidy const& order, Seen const& seen) {
  using Verdict = EndSubsidy::Verdict;
  TRY(auto const outcome, execute(tx, order));
  switch (outcome.verdict) {
    case Verdict::ended:
    case Verdict::already_ended:
      return grants(tx, outcome.account, seen, Status::ok);
    case Verdict::unknown_subsidy:
      return not_found();
    case Verdict::month_begun:
      return problem(Status::conflict, "month_begun", "That month has begun");
    case Verdict::note_missing:
      return invalid_input({{"note", "must have 1 to 500 characters"}});
  }
  return not_found();
}

std::string read_month(FieldReader& fields, std::string_view name) {
  auto text = fields.text(name, {7, 7});
  if (!is_month(text)) fields.wrong(name, "must be a month like 2026-11");
  return text;
}

}  // namespace

Result<Response> list_subsidies(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  if (!query.good()) return invalid_input(query.problems());
  AccountId const account{call.id};
  TRY(bool const known, answer(tx, query::HasAccount{call.project(), account}));
  if (!known) return not_found();
  return grants(tx, account, {call.caller.time_zone, call.now}, Status::ok);
}

Result<Response> list_my_subsidies(store::ReadTx& tx, Call const& call) {
  if (call.account() == AccountId{}) return not_found();
  TRY(auto const month, month_of(call.caller.time_zone, call.now));
  TRY(auto const all, answer(tx, Subsidies{call.account()}));
  TRY(auto const now, answer(tx, SubsidyMonth{call.account(), month}));
  auto items = json::array();
  for (auto const& use : now) {
    auto const grant = std::ranges::find(all, use.id, &Subsidies::Grant::id);
    ENSURE(grant != all.end());
    items.push_back({{"id", spelled(use.id)},
                     {"unit", word(use.unit)},
                     {"last_month", spelled(grant->last_month)},
                     {"this_month", month_json(use)}});
  }
  return json_response({{"month", month}, {"items", std::move(items)}, {"next", nullptr}});
}

Parsed grant_subsidy(Call const& call) {
  constexpr std::pair<std::string_view, SubsidyUnit> kUnits[] = {{"yuan", SubsidyUnit::yuan},
                                                                 {"kwh", SubsidyUnit::kwh}};
  FieldReader fields{call.body};
  auto const persons = fields.integer_or("persons", {1, command::kMostPersons}, 0);
  auto const first = read_month(fields, "first_month");
  bool const ends = call.body.contains("last_month");
  auto const last = ends ? read_month(fields, "last_month") : std::string{};
  GrantSubsidy order{.project = call.project(),
                     .account = AccountId{call.id},
                     .key = read_desk_key(call, fields),
                     .unit = fields.choice("unit", kUnits),
                     .quantity = fields.integer("quantity", {1, command::kLargestGrant}),
                     .persons = persons > 0 ? std::optional(persons) : std::nullopt,
                     .first_month = first,
                     .last_month = ends ? std::optional(last) : std::nullopt,
                     .note = fields.text("note", kNote),
                     .actor = call.caller.name,
                     .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  Seen seen{call.caller.time_zone, call.now};
  return Work{[order = std::move(order), seen = std::move(seen)](store::WriteTx& tx) {
    return grant(tx, order, seen);
  }};
}

Parsed end_subsidy(Call const& call) {
  FieldReader fields{call.body};
  EndSubsidy order{.project = call.project(),
                   .subsidy = SubsidyId{call.id},
                   .from_month = read_month(fields, "from_month"),
                   .note = fields.text("note", kNote),
                   .actor = call.caller.name,
                   .at = call.now};
  if (!fields.good()) return invalid_input(fields.problems());
  Seen seen{call.caller.time_zone, call.now};
  return Work{[order = std::move(order), seen = std::move(seen)](store::WriteTx& tx) {
    return end(tx, order, seen);
  }};
}

}  // namespace e2ms::http::api
