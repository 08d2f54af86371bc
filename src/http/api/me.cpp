#include <algorithm>

#include "api/charge_json.hpp"
#include "api/handlers.hpp"
#include "api/meter_json.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Place;

namespace {

std::string_view source_word(query::BoundSource source) {
  switch (source) {
    case query::BoundSource::freeze:
      return "freeze";
    case query::BoundSource::reading:
      return "reading";
    case query::BoundSource::catch_up:
      return "catch_up";
  }
  return "";
}

/// What happens next with the power; the first that fits, in the order of docs/openapi.yaml.
struct Next {
  std::string_view code;
  std::optional<Money> amount = std::nullopt;
};

Next next_of(Place const& place) {
  if (!place.has_relay.value_or(false)) return {"nothing"};
  if (place.wanted && !place.confirmed_at)
    return {*place.wanted == Relay::closed ? "turning_on" : "turning_off"};
  if (place.hold) return {*place.hold == Relay::open ? "ask_manager" : "stays_on"};
  if (place.postpaid()) {
    if (place.wanted == Relay::open) return {"on_after_top_up", place.overdue()};
    if (place.overdue() > Money{}) return {"pay_overdue", place.overdue()};
    return {"nothing"};
  }
  auto const available = place.available();
  auto const reconnect = place.reconnect.value_or(Money{});
  if (place.wanted == Relay::open)
    return {"on_after_top_up", std::max(reconnect - available, Money::fen(1))};
  if (place.subsidised) return {"subsidy_lasts"};
  for (auto const& warning : {place.alarm1, place.alarm2})
    if (warning && available > *warning && *warning > Money{}) return {"warning_at", warning};
  return {"off_at", std::max(available, Money{})};
}

Result<Shown> power_json(store::ReadTx& tx, Place const& place) {
  json wanted = nullptr, reason = nullptr, since = nullptr;
  if (place.has_relay.value_or(false)) {
    wanted = word(place.wanted.value_or(place.relay.value_or(Relay::closed)));
    TRY(auto const last, answer(tx, query::Decisions{.meter = *place.meter, .at_most = 1}));
    if (!last.empty()) reason = reason_json(last.front().decision, true);
    if (place.wanted == place.relay) since = spelled(place.confirmed_at);
  }
  auto const next = next_of(place);
  return Shown{json{{"relay", relay_state(place)},
                    {"relay_read_at", spelled(place.relay_at)},
                    {"wanted", std::move(wanted)},
                    {"since", std::move(since)},
                    {"reason", std::move(reason)},
                    {"next", {{"code", next.code}, {"amount_fen", spelled(next.amount)}}},
                    {"power_w", watts(place.power_mw, place.ratio.value_or(1))}}};
}

json last_reading_json(Call const& call, Place const& place) {
  if (!place.last_at || !place.last_total) return nullptr;
  return {{"meter_id", spelled(place.meter)},
          {"address", spelled(place.address)},
          {"taken_at", spelled(place.last_at)},
          {"register", register_text(*place.last_total, decimals_of(call, place))},
          {"energy_wh", place.last_total->wh() * place.ratio.value_or(1)}};
}

/// The tenant's own room. The session is for an open account, so it is there.
Result<std::vector<Place>> own_places(store::ReadTx& tx, Call const& call) {
  query::BoardOf const room{
      .project = call.project(), .at = call.now, .meter = std::nullopt, .account = call.account()};
  return answer(tx, room);
}

}  // namespace

Result<Response> get_me(store::ReadTx& tx, Call const& call) {
  TRY(auto const places, own_places(tx, call));
  // With several meters, the one whose power is off or shall be is what the tenant asks about.
  auto const dark = std::ranges::find_if(places, [](Place const& one) {
    return one.relay == Relay::open || one.wanted == Relay::open;
  });
  auto const& place = dark == places.end() ? places.front() : *dark;
  TRY(auto const spent, answer(tx, query::Outlook{call.project(), call.now, call.account()}));
  TRY(auto const price, answer(tx, query::PriceOf{call.account(), call.now}));
  ENSURE(price.has_value());
  TRY(auto power, power_json(tx, place));
  TRY(auto due, next_due(tx, place));
  return json_response({{"as_of", spelled(call.now)},
                        {"account_id", spelled(place.account)},
                        {"tenant", spelled(place.tenant)},
                        {"room", room_ref(place)},
                        {"medium", word(place.medium)},
                        {"unit", unit_word(place.medium)},
                        {"water_beside", call.caller.water && *call.caller.water != place.account},
                        {"state", word(place.state(call.now))},
                        {"mode", word(place.mode.value_or(PaymentMode::prepaid))},
                        {"overdue_fen", spelled(place.overdue())},
                        {"subsidised", place.subsidised},
                        {"next_due", std::move(due.json)},
                        {"posted_fen", spelled(place.posted)},
                        {"running_fen", spelled(place.running)},
                        {"balance_fen", spelled(place.balance())},
                        {"credit_limit_fen", spelled(place.credit_limit)},
                        {"available_fen", spelled(place.available())},
                        {"fees_fen", spelled(place.fees.value_or(Money{}))},
                        {"has_fees", place.fees.has_value() || asks_fees(*price)},
                        {"alarm1_fen", spelled(place.alarm1)},
                        {"alarm2_fen", spelled(place.alarm2)},
                        {"until", until_json(until(spent, place, call.now))},
                        {"price", terms_json(*price)},
                        {"power", std::move(power.json)},
                        {"last_reading", last_reading_json(call, place)}});
}

Result<Response> list_my_usage(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const days = query.integer("days", {1, 62}, 14);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const places, own_places(tx, call));
  TRY(auto const zone, Zone::named(call.caller.time_zone));
  TRY(auto const used, answer(tx, query::Usage{call.account(), places.front().opened_at.value(),
                                               call.now, zone, days}));
  auto items = json::array();
  for (auto const& day : used)
    items.push_back({{"day", to_text(day.date)},
                     {"energy_wh", spelled(day.energy)},
                     {"amount_fen", spelled(day.amount)},
                     {"complete", day.complete},
                     {"source", source_word(day.source)}});
  return list_response(std::move(items), std::nullopt);
}

Result<Response> list_my_charges(store::ReadTx& tx, Call const& call) {
  return charges_page(tx, call, call.account());
}

Result<Response> explain_my_charge(store::ReadTx& tx, Call const& call) {
  return charge_page(tx, call, call.account());
}

Result<Response> explain_my_running_charge(store::ReadTx& tx, Call const& call) {
  return running_page(tx, call, call.account());
}

Result<Response> list_my_top_ups(store::ReadTx& tx, Call const& call) {
  return top_ups_page(tx, call, call.account(), true);
}

}  // namespace e2ms::http::api
