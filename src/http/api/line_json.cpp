#include "api/line_json.hpp"

#include "api/render.hpp"
#include "e2ms/query/board.hpp"

namespace e2ms::http::api {

using nlohmann::json;
using query::Gateways;
using query::LinePage;

namespace {

std::string_view word(Framing framing) {
  switch (framing) {
    case Framing::transparent:
      return "transparent";
    case Framing::modbus_tcp:
      return "modbus_tcp";
    case Framing::modbus_rtu:
      return "modbus_rtu";
  }
  return "";
}

std::string_view word(Parity parity) {
  switch (parity) {
    case Parity::none:
      return "none";
    case Parity::even:
      return "even";
    case Parity::odd:
      return "odd";
  }
  return "";
}

json wires_json(Gateways::Line const& line) {
  if (!line.device) return nullptr;
  return {{"device", *line.device},
          {"baud", spelled(line.baud)},
          {"parity", word(line.parity.value_or(Parity::none))},
          {"data_bits", spelled(line.data_bits)},
          {"stop_bits", spelled(line.stop_bits)}};
}

json in_ms(std::optional<Duration> const& span) {
  return span ? json(span->ms) : json(nullptr);
}

json figures_json(Gateways::Line const& line) {
  if (!line.figures_at) return nullptr;
  auto const asked = line.asked.value_or(0);
  json const success = asked > 0 ? json(line.answered.value_or(0) * 1000 / asked) : json(nullptr);
  // Written before the connection was lost, it says nothing any more.
  json const next_poll = line.online ? spelled(line.next_poll) : json(nullptr);
  return {{"at", spelled(line.figures_at)},
          {"asked", asked},
          {"answered", spelled(line.answered)},
          {"refused", spelled(line.refused)},
          {"silent", spelled(line.silent)},
          {"success_permille", success},
          {"round_trip_ms", in_ms(line.round_trip)},
          {"last_round_trip_ms", in_ms(line.last_round_trip)},
          {"heard_at", spelled(line.heard_at)},
          {"next_poll_at", next_poll},
          {"meters_silent", spelled(line.meters_silent)}};
}

json recording_json(Gateways::Line const& line, Instant now) {
  if (!line.recorded_until || *line.recorded_until <= now) return nullptr;
  return {{"since", spelled(line.recorded_since)},
          {"until", spelled(line.recorded_until)},
          {"actor", spelled(line.recorded_by)}};
}

std::string_view relay_word(LinePage::Meter const& meter) {
  if (!meter.has_relay) return "none";
  return meter.relay ? api::word(*meter.relay) : "unknown";
}

json meter_json(Call const& call, LinePage::Meter const& meter) {
  auto const card = call.models.find(meter.model);
  return {{"id", meter.id.value},
          {"address", meter.address},
          {"model", card == call.models.end() ? meter.model : card->second.name},
          {"room",
           {{"id", meter.room.value},
            {"building", meter.building.value_or("")},
            {"floor", meter.floor},
            {"name", meter.room_name}}},
          {"online", query::heard_lately(meter.heard_at, meter.poll, call.now)},
          {"last_heard_at", spelled(meter.heard_at)},
          {"last_reading_at", spelled(meter.last_at)},
          {"relay", relay_word(meter)}};
}

}  // namespace

json line_json(Gateways::Line const& line, Instant now) {
  return {{"id", line.id.value},
          {"name", line.name},
          {"kind", api::word(line.mode)},
          {"framing", word(line.framing)},
          {"host", spelled(line.host)},
          {"port", spelled(line.port)},
          {"registration", spelled(line.registration)},
          {"serial", wires_json(line)},
          {"connected", line.online},
          {"peer", line.online ? spelled(line.peer) : json(nullptr)},
          {"since", spelled(line.since)},
          {"meters", line.meters},
          {"figures", figures_json(line)},
          {"recording", recording_json(line, now)}};
}

json line_page_json(Call const& call, LinePage::Page const& page) {
  auto meters = json::array();
  for (auto const& meter : page.meters) meters.push_back(meter_json(call, meter));
  return {{"line", line_json(page.line, call.now)},
          {"gateway", {{"id", page.gateway.id.value}, {"name", page.gateway.name}}},
          {"meters", std::move(meters)}};
}

}  // namespace e2ms::http::api
