#include "api/meter_json.hpp"

#include <algorithm>

namespace e2ms::http::api {

using nlohmann::json;
using Decision = query::Decisions::Decision;

namespace {

json reason_of(ReadingVerdict verdict) {
  switch (verdict) {
    case ReadingVerdict::accepted:
      return nullptr;
    case ReadingVerdict::went_down:
      return "went_down";
    case ReadingVerdict::jumped:
      return "jumped";
    case ReadingVerdict::not_later:
      return "out_of_order";
    case ReadingVerdict::rates_differ:
      return "rates_differ";
    case ReadingVerdict::unconfirmed:
      return "unconfirmed";
    case ReadingVerdict::rolled_over:
      return "rolled_over";
    case ReadingVerdict::retired:
      return "meter_retired";
  }
  return nullptr;
}

std::string_view kind_word(ReadingDecision decision) {
  switch (decision) {
    case ReadingDecision::accept:
      return "accept";
    case ReadingDecision::rebase:
      return "rebase";
    case ReadingDecision::discard:
      return "discard";
  }
  return "";
}

json decision_of(query::StoredReading const& reading) {
  if (!reading.decision) return nullptr;
  return {{"kind", kind_word(*reading.decision)},
          {"note", spelled(reading.note)},
          {"actor", spelled(reading.decided_by)},
          {"at", spelled(reading.decided_at)}};
}

/// A reading of a poll does not say who wished for it.
std::string_view source_word(ReadingSource source) {
  switch (source) {
    case ReadingSource::poll:
      return "poll";
    case ReadingSource::typed:
      return "typed_in";
    case ReadingSource::estimated:
      return "estimated";
  }
  return "";
}

json voided_of(query::StoredReading const& reading) {
  if (!reading.voided_at) return nullptr;
  return {{"note", spelled(reading.void_note)},
          {"actor", spelled(reading.voided_by)},
          {"at", spelled(reading.voided_at)}};
}

/// One per phase; empty when none was measured.
json phases_json(std::vector<std::optional<std::int64_t>> values, int phases) {
  values.resize(static_cast<std::size_t>(std::clamp(phases, 1, 3)));
  bool const any = std::ranges::any_of(values, [](auto const& one) { return one.has_value(); });
  auto list = json::array();
  if (!any) return list;
  for (auto const& value : values) list.push_back(spelled(value));
  return list;
}

json rates_json(query::StoredReading const& reading, unsigned decimals) {
  auto list = json::array();
  for (auto const& rate :
       {reading.rate1, reading.rate2, reading.rate3, reading.rate4, reading.rate5})
    if (rate) list.push_back(register_text(*rate, decimals));
  return list.empty() ? json(nullptr) : list;
}

std::string_view reason_code(Decision const& decision) {
  bool const held = decision.verdict == SupplyVerdict::held;
  bool const by_rule =
      decision.reason == SupplyReason::in_credit || decision.reason == SupplyReason::arrears;
  if (by_rule && decision.overdue)
    return held                                         ? "bill_overdue_held"
           : decision.reason == SupplyReason::in_credit ? "bills_paid"
                                                        : "bill_overdue";
  bool const in_credit = decision.reason == SupplyReason::in_credit;
  if (in_credit && decision.subsidised.value_or(false)) return "subsidised";
  if (held) return "cut_off_held";
  switch (decision.reason) {
    case SupplyReason::in_credit:
      return decision.reason_before == SupplyReason::arrears ? "topped_up" : "in_credit";
    case SupplyReason::arrears:
      return decision.available.value_or(Money{}) > Money{} ? "awaiting_reconnect" : "arrears";
    case SupplyReason::forced_off:
      return "forced_off";
    case SupplyReason::kept_supplied:
      return "forced_on";
    case SupplyReason::vacant:
      return "vacant";
  }
  return "";
}

/// What available was compared with.
std::optional<Money> limit_of(Decision const& decision, std::string_view code) {
  if (code == "arrears" || code == "cut_off_held") return Money{};
  if (code == "awaiting_reconnect" || code == "topped_up") return decision.reconnect;
  if (code == "bill_overdue" || code == "bill_overdue_held") return decision.credit_limit;
  return std::nullopt;
}

json supply_json(query::Place const& place, std::optional<query::Decisions::Traced> const& last) {
  if (!place.has_relay.value_or(false)) return nullptr;
  auto const present = place.relay.value_or(Relay::closed);
  json supply{{"mode", place.hold ? word(*place.hold) : "auto"},
              {"wanted", word(place.wanted.value_or(present))},
              {"reason",
               {{"code", "in_credit"},
                {"available_fen", nullptr},
                {"overdue_fen", nullptr},
                {"limit_fen", nullptr},
                {"note", nullptr}}},
              {"since", nullptr},
              {"order_state", nullptr}};
  if (last) {
    supply["reason"] = reason_json(last->decision, false);
    supply["since"] = spelled(last->decision.at);
    supply["order_state"] = order_state(last->decision, last->steps.size());
  }
  return supply;
}

std::string_view state_of(query::ReadWishOf::Wish const& wish, Instant now) {
  if (wish.outcome) {
    switch (*wish.outcome) {
      case ReadOutcome::read:
        return "read";
      case ReadOutcome::no_answer:
        return "no_answer";
      case ReadOutcome::refused:
        return "refused";
      case ReadOutcome::line_down:
        return "line_down";
    }
  }
  bool const open = wish.asked_at <= now && now - wish.asked_at < kReadPatience;
  return open ? "asking" : "line_down";
}

json wish_json(std::optional<query::ReadWishOf::Wish> const& wish, Instant now) {
  if (!wish) return nullptr;
  return {{"state", state_of(*wish, now)},
          {"asked_at", spelled(wish->asked_at)},
          {"asked_by", wish->actor},
          {"answered_at", spelled(wish->answered_at)}};
}

std::string_view modbus_over(query::LineOf::Line const& line) {
  if (line.mode == LineMode::serial) return "modbus_rtu";
  return line.framing == Framing::modbus_tcp ? "modbus_tcp" : "modbus_rtu_over_tcp";
}

json ratios_json(query::MeterChanges::Answer const& changes) {
  auto list = json::array();
  for (auto const& each : changes.ratios) {
    bool const first = each.since == Instant{};
    list.push_back({{"since", first ? json(nullptr) : spelled(each.since)},
                    {"ratio", each.ratio},
                    {"note", each.note.empty() ? json(nullptr) : json(each.note)},
                    {"actor", person(each.actor)},
                    {"at", each.at == Instant{} ? json(nullptr) : spelled(each.at)}});
  }
  return list;
}

json model_json(Call const& call, query::Place const& place, query::LineOf::Line const& line) {
  auto const& id = place.model.value();
  auto const card = call.models.find(id);
  bool const known = card != call.models.end();
  std::string protocol = known ? card->second.protocol : "dlt645_2007";
  if (protocol == "modbus") protocol = modbus_over(line);
  return {{"id", id},
          {"name", known ? card->second.name : id},
          {"protocol", protocol},
          {"phases", known ? card->second.phases : 1}};
}

}  // namespace

json reading_json(query::StoredReading const& reading, std::int64_t ratio, unsigned decimals,
                  int phases, bool has_relay) {
  json const relay = !has_relay      ? "none"
                     : reading.relay ? std::string(word(*reading.relay))
                                     : "unknown";
  // A register that cannot be meant is shown as it is.
  auto const used = times(reading.total, ratio);
  Energy const energy = used ? *used : reading.total;
  return {{"taken_at", spelled(reading.taken_at)},
          {"source", source_word(reading.source)},
          {"verdict", reading.verdict == ReadingVerdict::accepted ? "accepted" : "quarantined"},
          {"reason", reason_of(reading.verdict)},
          {"decision", decision_of(reading)},
          {"voided", voided_of(reading)},
          {"register", register_text(reading.total, decimals)},
          {"energy_wh", energy.wh()},
          {"rates", rates_json(reading, decimals)},
          {"power_w", watts(reading.power_mw, ratio)},
          {"voltage_mv",
           phases_json({reading.voltage_a_mv, reading.voltage_b_mv, reading.voltage_c_mv}, phases)},
          {"current_ma",
           phases_json({reading.current_a_ma, reading.current_b_ma, reading.current_c_ma}, phases)},
          {"power_factor_permille", spelled(reading.power_factor_e3)},
          {"frequency_millihertz", spelled(reading.frequency_mhz)},
          {"relay", relay}};
}

json reason_json(Decision const& decision, bool for_tenant) {
  auto const code = reason_code(decision);
  bool const silent = for_tenant || decision.note.empty();
  return {{"code", code},
          {"available_fen", spelled(decision.available)},
          {"overdue_fen", spelled(decision.overdue)},
          {"limit_fen", spelled(limit_of(decision, code))},
          {"note", silent ? json(nullptr) : json(decision.note)}};
}

json order_state(Decision const& decision, std::size_t steps) {
  if (decision.verdict == SupplyVerdict::held) return nullptr;
  bool const present = decision.wished == decision.id;
  bool const confirmed = present && decision.wish_confirmed_at;
  if (confirmed && steps == 0) return nullptr;
  if (!present) return "superseded";
  return confirmed ? "confirmed" : "pending";
}

Result<query::Place> place_of(store::ReadTx& tx, Call const& call, MeterId meter) {
  TRY(auto const places, answer(tx, query::BoardOf{call.project(), call.now, meter}));
  auto const place = std::ranges::find(places, std::optional{meter}, &query::Place::meter);
  ENSURE(place != places.end());
  return *place;
}

Result<Shown> meter_json(store::ReadTx& tx, Call const& call, MeterId meter) {
  TRY(auto const place, place_of(tx, call, meter));
  TRY(auto const line, answer(tx, query::LineOf{meter}));
  ENSURE(line.has_value());
  auto const decimals = decimals_of(call, place);
  bool const has_relay = place.has_relay.value_or(false);
  TRY(auto const changes, answer(tx, query::MeterChanges{meter}));
  auto const model = model_json(call, place, *line);
  json last_reading = nullptr;
  if (place.last_at) {
    TRY(auto const reading, answer(tx, query::ReadingAt{meter, *place.last_at}));
    if (reading)
      last_reading = reading_json(*reading, changes.ratio_at(*place.last_at), decimals,
                                  model["phases"].get<int>(), has_relay);
  }
  TRY(auto const wish, answer(tx, query::ReadWishOf{meter}));
  TRY(auto const decisions, answer(tx, query::Decisions{.meter = meter, .at_most = 1}));
  auto const last = decisions.empty() ? std::nullopt : std::optional{decisions.front()};
  return Shown{json{{"id", meter.value},
                    {"address", place.address.value()},
                    {"model", model},
                    {"line",
                     {{"id", line->id.value},
                      {"name", line->name},
                      {"kind", word(line->mode)},
                      {"connected", line->online}}},
                    {"ratio", changes.ratios.back().ratio},
                    {"ratios", ratios_json(changes)},
                    {"retired_at", spelled(changes.retired_at)},
                    {"replaced_by", spelled(changes.replaced_by)},
                    {"replaces", spelled(changes.replaces)},
                    {"room", room_ref(place)},
                    {"medium", word(place.medium)},
                    {"unit", unit_word(place.medium)},
                    {"account_id", spelled(place.account)},
                    {"online", place.online(call.now)},
                    {"last_heard_at", spelled(place.heard_at)},
                    {"last_reading", std::move(last_reading)},
                    {"quarantined_24h", place.doubtful},
                    {"relay", relay_state(place)},
                    {"relay_read_at", spelled(place.relay_at)},
                    {"supply", supply_json(place, last)},
                    {"read_wish", wish_json(wish, call.now)}}};
}

}  // namespace e2ms::http::api
