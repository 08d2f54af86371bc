#include <algorithm>

#include "api/handlers.hpp"
#include "api/render.hpp"
#include "json_body.hpp"
#include "query_reader.hpp"
#include "sign_in.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Place;
using query::RoomState;

namespace {

/// The places of one room next to each other, as the board gives them: those of electricity, and
/// beside them the ones of water, which stand alone where there is nothing else.
struct Room {
  std::vector<Place const*> places;
  Place const* water = nullptr;

  Place const& first() const { return *places.front(); }
  bool any(RoomState state, Instant at) const {
    return std::ranges::any_of(places, [&](Place const* one) { return one->state(at) == state; });
  }
  /// Several meters: what needs a look on one of them is what the room shows.
  RoomState state(Instant at) const {
    for (auto const worse : {RoomState::lost, RoomState::off})
      if (any(worse, at)) return worse;
    return first().state(at);
  }
};

std::vector<Room> rooms_of(std::vector<Place> const& places) {
  std::vector<Room> rooms;
  for (auto const& place : places) {
    if (rooms.empty() || rooms.back().first().room != place.room) rooms.emplace_back();
    auto& room = rooms.back();
    if (room.places.empty() || room.first().medium == place.medium)
      room.places.push_back(&place);
    else if (room.water == nullptr)
      room.water = &place;
  }
  return rooms;
}

json water_of(Room const& room, Instant at) {
  if (room.water == nullptr) return nullptr;
  auto const& place = *room.water;
  return {{"account_id", spelled(place.account)},
          {"meter_id", spelled(place.meter)},
          {"state", word(place.state(at))},
          {"balance_fen", place.account ? spelled(place.balance()) : json(nullptr)}};
}

json power_of(Room const& room, Instant at) {
  std::optional<std::int64_t> sum;
  for (auto const* const one : room.places)
    if (one->power_mw && one->online(at))
      sum = sum.value_or(0) + *one->power_mw * one->ratio.value_or(1);
  return watts(sum, 1);
}

json room_json(Room const& room, Instant at) {
  auto const& place = room.first();
  auto shown = room_ref(place);
  shown["medium"] = word(place.medium);
  shown["water"] = water_of(room, at);
  shown["state"] = word(room.state(at));
  shown["tenant"] = place.let() ? spelled(place.tenant) : json(nullptr);
  shown["balance_fen"] = place.let() ? spelled(place.balance()) : json(nullptr);
  shown["account_id"] = spelled(place.account);
  shown["meter_id"] = spelled(place.meter);
  shown["relay"] = relay_state(place);
  shown["power_w"] = power_of(room, at);
  return shown;
}

json count_rooms(std::vector<Room> const& rooms, Instant at) {
  json counts{{"total", rooms.size()}};
  for (auto const state :
       {RoomState::normal, RoomState::alarm1, RoomState::alarm2, RoomState::arrears, RoomState::off,
        RoomState::no_account, RoomState::lost, RoomState::vacant})
    counts[word(state)] =
        std::ranges::count_if(rooms, [&](Room const& one) { return one.state(at) == state; });
  return counts;
}

json verification_json(std::optional<query::Home::Verification> const& last) {
  if (!last)
    return {{"state", "not_yet"},
            {"finished_at", nullptr},
            {"accounts_checked", 0},
            {"journals_checked", 0},
            {"first_difference", nullptr}};
  bool const clean = last->findings == 0;
  return {{"state", clean ? "clean" : "differs"},
          {"finished_at", spelled(last->at)},
          {"accounts_checked", last->accounts},
          {"journals_checked", last->journals},
          {"first_difference", clean ? json(nullptr) : json(last->first_finding)}};
}

}  // namespace

Result<Response> get_session(store::ReadTx&, Call const& call) {
  return json_response(session_json(call.caller));
}

Result<Response> get_home(store::ReadTx& tx, Call const& call) {
  TRY(auto const zone, Zone::named(call.caller.time_zone));
  TRY(auto const places, answer(tx, query::Board{call.project(), call.now}));
  TRY(auto const home,
      answer(tx, query::Home{call.project(), call.now, zone.start_of_day_at(call.now)}));
  auto const online = std::ranges::count_if(
      places, [&](Place const& one) { return one.meter && one.online(call.now); });
  auto const meters =
      std::ranges::count_if(places, [](Place const& one) { return one.meter.has_value(); });
  return json_response({{"as_of", spelled(call.now)},
                        {"day", to_text(zone.date(call.now))},
                        {"charged_today_fen", spelled(home.charged)},
                        {"energy_today_wh", spelled(home.used)},
                        {"top_ups_today_fen", spelled(home.received)},
                        {"top_ups_today_count", home.top_ups},
                        {"meters_total", meters},
                        {"meters_online", online},
                        {"rooms", count_rooms(rooms_of(places), call.now)},
                        {"verification", verification_json(home.verification)},
                        {"alarms_open", home.open_alarms}});
}

Result<Response> list_rooms(store::ReadTx& tx, Call const& call) {
  QueryReader query{call.request};
  auto const paging = read_paging(query, 0, 2000, 2000);
  if (!query.good()) return invalid_input(query.problems());
  TRY(auto const places, answer(tx, query::Board{call.project(), call.now}));
  auto const rooms = rooms_of(places);
  auto items = json::array();
  auto const slice = slice_of(rooms.size(), paging);
  for (auto i = slice.begin; i < slice.end; ++i) items.push_back(room_json(rooms[i], call.now));
  return list_response(std::move(items), slice.next);
}

}  // namespace e2ms::http::api
