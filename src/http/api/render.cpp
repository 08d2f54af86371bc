#include "api/render.hpp"

#include <algorithm>

#include "e2ms/base/text.hpp"
#include "json_body.hpp"

namespace e2ms::http::api {

using nlohmann::json;

namespace {

constexpr unsigned kUsualDecimals = 2;
/// How the rules sign what they do.
constexpr std::string_view kRules = "e2ms";

std::string_view word(query::Until::Basis basis) {
  switch (basis) {
    case query::Until::Basis::last_7_days:
      return "last_7_days";
    case query::Until::Basis::used_up:
      return "used_up";
    case query::Until::Basis::no_use:
      return "no_use";
    case query::Until::Basis::too_early:
      return "too_early";
    case query::Until::Basis::subsidised:
      return "subsidised";
    case query::Until::Basis::on_bill:
      return "on_bill";
  }
  return "";
}

}  // namespace

std::string_view word(Relay relay) {
  return relay == Relay::closed ? "on" : "off";
}

std::string_view word(query::RoomState state) {
  switch (state) {
    case query::RoomState::normal:
      return "normal";
    case query::RoomState::alarm1:
      return "alarm1";
    case query::RoomState::alarm2:
      return "alarm2";
    case query::RoomState::arrears:
      return "arrears";
    case query::RoomState::off:
      return "off";
    case query::RoomState::no_account:
      return "no_account";
    case query::RoomState::lost:
      return "lost";
    case query::RoomState::vacant:
      return "vacant";
    case query::RoomState::closed:
      return "closed";
  }
  return "";
}

std::string_view word(LineMode mode) {
  switch (mode) {
    case LineMode::dial_in:
      return "dial_in";
    case LineMode::dial_out:
      return "dial_out";
    case LineMode::serial:
      return "serial";
  }
  return "";
}

std::string_view word(Medium medium) {
  return medium == Medium::water ? "water" : "electricity";
}

std::string_view unit_word(Medium medium) {
  return medium == Medium::water ? "m3" : "kWh";
}

std::string_view relay_state(query::Place const& place) {
  if (!place.has_relay.value_or(false)) return "none";
  return place.relay ? word(*place.relay) : "unknown";
}

json person(std::string const& actor) {
  return actor == kRules ? json(nullptr) : json(actor);
}

json watts(std::optional<std::int64_t> milliwatts, std::int64_t ratio) {
  if (!milliwatts) return nullptr;
  return *milliwatts * ratio / 1000;
}

std::string register_text(Energy total, unsigned decimals) {
  constexpr std::int64_t kStep[] = {1000, 100, 10, 1};
  auto const shown = std::min(decimals, 3u);
  return format_decimal(total.wh() / kStep[shown], shown);
}

unsigned decimals_of(Call const& call, query::Place const& place) {
  return decimals_of(call, place.model.value_or(""));
}

unsigned decimals_of(Call const& call, std::string const& model) {
  auto const card = call.models.find(model);
  return card == call.models.end() ? kUsualDecimals : card->second.decimals;
}

json room_ref(query::Place const& place) {
  return {{"id", place.room.value},
          {"building", place.building.value_or("")},
          {"floor", place.floor},
          {"name", place.name}};
}

bool is_idempotency_key(std::string_view text) {
  auto const allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_';
  };
  return text.size() >= 8 && text.size() <= 64 && std::ranges::all_of(text, allowed);
}

json until_json(query::Until const& until) {
  return {
      {"basis", word(until.basis)}, {"at", spelled(until.at)}, {"daily_fen", spelled(until.daily)}};
}

json price_json(std::string const& version, Price price, Instant valid_from) {
  return {{"version", version}, {"price_e8", price.e8}, {"valid_from", spelled(valid_from)}};
}

json terms_json(query::PriceOf::Version const& version) {
  auto terms = json::parse(version.document, nullptr, false);
  auto const energy = terms.is_object() ? terms.value("energy", json::object()) : json::object();
  json price = nullptr;
  if (energy.is_object() && energy.value("type", "") == "flat")
    if (auto const flat = price_from_text(energy.value("price", ""))) price = flat->e8;
  return {{"version", version.name},
          {"price_e8", std::move(price)},
          {"valid_from", spelled(version.valid_from)},
          {"terms", std::move(terms)}};
}

bool asks_fees(query::PriceOf::Version const& version) {
  auto const terms = json::parse(version.document, nullptr, false);
  return terms.is_object() && terms.contains("fixed") && !terms.at("fixed").empty();
}

Response list_response(json items, std::optional<std::int64_t> next) {
  return json_response(
      {{"items", std::move(items)}, {"next", next ? json(std::to_string(*next)) : json(nullptr)}});
}

}  // namespace e2ms::http::api
