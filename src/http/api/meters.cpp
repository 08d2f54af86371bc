#include <algorithm>

#include "api/handlers.hpp"
#include "api/meter_json.hpp"
#include "api/sorting.hpp"
#include "e2ms/command/supply.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Place;

namespace {

constexpr Duration kUsualHistory = days(31);

enum class Heard { any, online, lost };
enum class OrderBy { room, address, power, energy, heard };

json meter_row(Call const& call, Place const& place) {
  auto const card = call.models.find(place.model.value());
  auto const ratio = place.ratio.value_or(1);
  json wanted = nullptr;
  if (place.has_relay.value_or(false))
    wanted = word(place.wanted.value_or(place.relay.value_or(Relay::closed)));
  json energy = nullptr;
  if (place.last_total) energy = place.last_total->wh() * ratio;
  return {{"id", spelled(place.meter)},
          {"address", spelled(place.address)},
          {"model", card == call.models.end() ? *place.model : card->second.name},
          {"room", room_ref(place)},
          {"medium", word(place.medium)},
          {"unit", unit_word(place.medium)},
          {"account_id", spelled(place.account)},
          {"online", place.online(call.now)},
          {"last_heard_at", spelled(place.heard_at)},
          {"relay", relay_state(place)},
          {"wanted", std::move(wanted)},
          {"energy_wh", std::move(energy)},
          {"power_w", watts(place.power_mw, ratio)},
          {"quarantined_24h", place.doubtful}};
}

struct Filter {
  std::string search;
  Heard heard;
  std::string_view relay;  ///< empty: any
  bool quarantined;

  bool takes(Place const& place, Instant at) const {
    if (!place.meter) return false;
    if (heard != Heard::any && place.online(at) != (heard == Heard::online)) return false;
    if (!relay.empty() && relay_state(place) != relay) return false;
    if (quarantined && place.doubtful == 0) return false;
    return search.empty() || holds(*place.address, search) || holds(place.name, search) ||
           holds(place.tenant.value_or(""), search);
  }
};

void sort(std::vector<Place>& places, Sorting<OrderBy> sorting) {
  switch (sorting.by) {
    case OrderBy::room:
      if (sorting.descending) std::ranges::reverse(places);
      return;
    case OrderBy::address:
      return sort_by(places, sorting.descending, [](Place const& one) { return one.address; });
    case OrderBy::power:
      return sort_by(places, sorting.descending, [](Place const& one) {
        return one.power_mw ? std::optional{*one.power_mw * one.ratio.value_or(1)} : std::nullopt;
      });
    case OrderBy::energy:
      return sort_by(places, sorting.descending, [](Place const& one) {
        return one.last_total ? std::optional{one.last_total->wh() * one.ratio.value_or(1)}
                              : std::nullopt;
      });
    case OrderBy::heard:
      return sort_by(places, sorting.descending, [](Place const& one) { return one.heard_at; });
  }
}

json step_json(query::Decisions::Step const& step, int attempt) {
  json relay = nullptr, fault = nullptr;
  std::string_view name = "failed";
  switch (step.step) {
    case SupplyStep::sent:
      name = "sent";
      break;
    case SupplyStep::acknowledged:
      name = "acknowledged";
      break;
    case SupplyStep::refused:
      fault = "refused";
      break;
    case SupplyStep::unanswered:
      fault = "no_answer";
      break;
    case SupplyStep::read_back:
    case SupplyStep::confirmed:
      name = "read_back";
      relay = word(static_cast<Relay>(step.detail));
      break;
  }
  return {{"at", spelled(step.at)},
          {"step", name},
          {"attempt", attempt},
          {"relay", relay},
          {"fault", fault}};
}

json order_json(query::Decisions::Traced const& traced) {
  auto const state = order_state(traced.decision, traced.steps.size());
  if (state.is_null()) return nullptr;
  auto steps = json::array();
  steps.push_back({{"at", spelled(traced.decision.at)},
                   {"step", "wanted"},
                   {"attempt", 0},
                   {"relay", nullptr},
                   {"fault", nullptr}});
  int attempt = 0;
  bool confirmed = false;
  for (auto const& step : traced.steps) {
    if (step.step == SupplyStep::sent) ++attempt;
    // The read-back before it says the same.
    if (step.step == SupplyStep::confirmed)
      confirmed = true;
    else if (steps.size() < 50)
      steps.push_back(step_json(step, attempt));
  }
  return {{"state", confirmed ? json("confirmed") : state}, {"steps", std::move(steps)}};
}

json decision_json(query::Decisions::Traced const& traced) {
  auto const& decision = traced.decision;
  bool const by_person =
      decision.reason == SupplyReason::forced_off || decision.reason == SupplyReason::kept_supplied;
  bool const forced_off = decision.reason == SupplyReason::forced_off;
  return {{"id", spelled(decision.id)},
          {"decided_at", spelled(decision.at)},
          {"wanted", decision.verdict == SupplyVerdict::off ? "off" : "on"},
          {"reason", reason_json(decision, false)},
          {"decided_by", person(decision.actor)},
          {"inputs",
           {{"mode", !by_person   ? "auto"
                     : forced_off ? "off"
                                  : "on"},
            {"posted_fen", spelled(decision.posted)},
            {"running_fen", spelled(decision.running)},
            {"credit_limit_fen", spelled(decision.credit_limit)},
            {"available_fen", spelled(decision.available)},
            {"reconnect_fen", spelled(decision.reconnect)},
            {"overdue_fen", spelled(decision.overdue)},
            {"subsidised", decision.subsidised ? json(*decision.subsidised) : json(nullptr)},
            {"reading_taken_at", spelled(decision.reading_at)}}},
          {"order", order_json(traced)}};
}

struct Span {
  Instant from;
  Instant to;
};

/// `from` and `to`, with what they are when absent; complains when they stand the wrong way round.
Span read_span(QueryReader& query, Instant now, Duration usual) {
  auto const to = query.instant("to").value_or(now + milliseconds(1));
  auto const from = query.instant("from").value_or(to - usual);
  if (from >= to) query.wrong("to", "must be after from");
  return {from, to};
}

}  // namespace

Result<Response> list_meters(store::ReadTx& tx, Call const& call) {
  constexpr std::pair<std::string_view, Heard> kHeard[] = {{"online", Heard::online},
                                                           {"lost", Heard::lost}};
  constexpr std::pair<std::string_view, std::string_view> kRelay[] = {
      {"on", "on"}, {"off", "off"}, {"unknown", "unknown"}, {"none", "none"}};
  constexpr std::pair<std::string_view, OrderBy> kOrders[] = {{"room", OrderBy::room},
                                                              {"address", OrderBy::address},
                                                              {"power", OrderBy::power},
                                                              {"energy", OrderBy::energy},
                                                              {"heard", OrderBy::heard}};
  QueryReader query{call.request};
  Filter const filter{.search = query.text("search", 64),
                      .heard = query.choice("connection", kHeard, Heard::any),
                      .relay = query.choice("relay", kRelay, std::string_view{}),
                      .quarantined = query.flag("quarantined")};
  auto const sorting = read_sorting(query, kOrders);
  auto const paging = read_paging(query, 0);
  if (!query.good()) return invalid_input(query.problems());

  TRY(auto places, answer(tx, query::Board{call.project(), call.now}));
  std::erase_if(places, [&](Place const& one) { return !filter.takes(one, call.now); });
  sort(places, sorting);
  auto const slice = slice_of(places.size(), paging);
  auto items = json::array();
  for (auto i = slice.begin; i < slice.end; ++i) items.push_back(meter_row(call, places[i]));
  return counted_list(std::move(items), slice.next, places.size());
}

Result<Response> get_meter(store::ReadTx& tx, Call const& call) {
  TRY(auto const meter, meter_json(tx, call, MeterId{call.id}));
  return json_response(meter.json);
}

Result<Response> list_readings(store::ReadTx& tx, Call const& call) {
  using Which = query::Readings::Which;
  constexpr std::pair<std::string_view, Which> kWhich[] = {{"accepted", Which::accepted},
                                                           {"quarantined", Which::quarantined}};
  QueryReader query{call.request};
  auto const span = read_span(query, call.now, kUsualHistory);
  auto const which = query.choice("verdict", kWhich, Which::all);
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());

  TRY(auto const place, place_of(tx, call, MeterId{call.id}));
  auto const before = std::min(span.to, Instant{paging.after});
  TRY(auto rows,
      answer(tx, query::Readings{MeterId{call.id}, span.from, before, which, paging.limit + 1}));
  auto const next = cut_page(rows, paging.limit, [](auto const& row) { return row.taken_at.ms; });
  auto const card = call.models.find(place.model.value());
  int const phases = card == call.models.end() ? 1 : card->second.phases;
  auto items = json::array();
  TRY(auto const changes, answer(tx, query::MeterChanges{MeterId{call.id}}));
  for (auto const& row : rows)
    items.push_back(reading_json(row, changes.ratio_at(row.taken_at), decimals_of(call, place),
                                 phases, place.has_relay.value_or(false)));
  return list_response(std::move(items), next);
}

Result<Response> get_load(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const span = read_span(query, call.now, days(1));
  if (span.to - span.from > kUsualHistory) query.wrong("from", "must be within 31 days of to");
  if (!query.good()) return invalid_input(query.problems());

  TRY(auto const place, place_of(tx, call, MeterId{call.id}));
  TRY(auto const zone, Zone::named(call.caller.time_zone));
  TRY(auto const curve, answer(tx, query::LoadCurve{*place.meter, span.from, span.to, zone}));
  auto power = json::array(), energy = json::array();
  for (auto const& point : curve.power)
    power.push_back({{"at", spelled(point.at)}, {"power_w", point.watt}});
  for (auto const& hour : curve.hours)
    energy.push_back({{"from", spelled(hour.from)},
                      {"energy_wh", spelled(hour.used)},
                      {"interpolated", hour.interpolated}});
  return json_response({{"from", spelled(span.from)},
                        {"to", spelled(span.to)},
                        {"power", std::move(power)},
                        {"energy", std::move(energy)}});
}

Result<Response> list_decisions(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, INT64_MAX);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const place, place_of(tx, call, MeterId{call.id}));
  TRY(auto rows, answer(tx, query::Decisions{.meter = *place.meter,
                                             .before = DecisionId{paging.after},
                                             .at_most = paging.limit + 1}));
  auto const next =
      cut_page(rows, paging.limit, [](auto const& row) { return row.decision.id.value; });
  auto items = json::array();
  for (auto const& row : rows) items.push_back(decision_json(row));
  return list_response(std::move(items), next);
}

Parsed switch_supply(Call const& call) {
  constexpr std::pair<std::string_view, std::optional<Relay>> kWords[] = {
      {"auto", std::nullopt}, {"on", Relay::closed}, {"off", Relay::open}};
  FieldReader fields{call.body};
  command::HoldSupply wish{.meter = MeterId{call.id},
                           .wanted = fields.choice("wanted", kWords),
                           .at = call.now,
                           .actor = call.caller.name,
                           .note = fields.text("reason", {1, 200})};
  if (!fields.good()) return invalid_input(fields.problems());
  return Work{[wish = std::move(wish), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call const again{none, caller, *models, wish.at, wish.meter.value, {}};
    // Another project's meter is as unknown as one that does not exist.
    TRY_VOID(place_of(tx, again, wish.meter));
    TRY(auto const outcome, execute(tx, wish));
    switch (outcome.verdict) {
      case command::HoldSupply::Verdict::unknown_meter:
        return not_found();
      case command::HoldSupply::Verdict::meter_retired:
        return problem(Status::conflict, "meter_retired", "The meter was replaced");
      case command::HoldSupply::Verdict::no_relay:
        return problem(Status::conflict, "no_relay", "The meter has no relay");
      case command::HoldSupply::Verdict::noted:
        break;
    }
    TRY(auto const meter, meter_json(tx, again, wish.meter));
    return json_response(meter.json);
  }};
}

}  // namespace e2ms::http::api
