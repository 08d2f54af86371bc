#include "site_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "e2ms/protocol/heartbeat.hpp"

namespace e2ms::daemon {

namespace {

constexpr document::JsonPlace::Range kPort{1, 65'535};
constexpr document::JsonPlace::Range kAnswer{50, 60'000};
constexpr document::JsonPlace::Range kGap{0, 10'000};
constexpr std::array<std::int64_t, 8> kBauds{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200};

template <class Value, std::size_t N>
Value choose(document::JsonPlace& place, std::string_view name,
             std::array<std::pair<std::string_view, Value>, N> const& words) {
  auto const given = place.text(name);
  std::string list;
  for (auto const& [spelled, value] : words) {
    if (given == spelled) return value;
    list += (list.empty() ? "" : ", ") + std::string(spelled);
  }
  place.wrong(name, "must be one of " + list);
  return words.front().second;
}

}  // namespace

std::string unique_text(document::JsonPlace& place, std::string_view name,
                        std::set<std::string>& taken) {
  auto const value = place.text(name);
  if (!value.empty() && !taken.insert(value).second)
    place.wrong(name, "'" + value + "' is used twice");
  return value;
}

void LineReader::gateway(document::JsonPlace& place) {
  auto const name = unique_text(place, "name", gateways_);
  site_.gateways.push_back({.project = {},
                            .name = name,
                            .maker = place.text_if("maker").value_or(""),
                            .model = place.text_if("model").value_or(""),
                            .note = place.text_if("note").value_or("")});
  auto lines = place.objects("lines");
  if (lines.empty()) place.wrong("lines", "a gateway has at least one line");
  for (auto& each : lines) line(each, name);
  place.finish();
}

void LineReader::line(document::JsonPlace& place) {
  line(place, "");
}

void LineReader::line(document::JsonPlace& place, std::string const& gateway) {
  command::AddLine add{};
  add.name = place.text("name");
  add.mode = mode(place);
  add.framing = framing(place, add.mode);
  if (!add.name.empty() && !lines_.emplace(add.name, add.framing).second)
    place.wrong("name", "'" + add.name + "' is used twice");
  bool const own = gateway.empty();
  if (own && !add.name.empty() && !gateways_.insert(add.name).second)
    place.wrong("name", "'" + add.name + "' is the name of a gateway too");
  if (add.mode == LineMode::dial_out) {
    add.host = place.text("host");
    add.port = place.integer("port", kPort);
  } else if (add.mode == LineMode::dial_in) {
    add.registration = unique_text(place, "registration", registrations_);
    add.heartbeats = heartbeats(place);
  } else {
    add.serial = serial(place);
  }
  add.answer_time = milliseconds(place.integer_or("answer_ms", kAnswer, 3000));
  add.gap = milliseconds(place.integer_or("gap_ms", kGap, 50));
  site_.lines.push_back({gateway, std::move(add)});
  place.finish();
}

LineMode LineReader::mode(document::JsonPlace& place) {
  using Word = std::pair<std::string_view, LineMode>;
  constexpr std::array<Word, 3> kWords{Word{"dial_in", LineMode::dial_in},
                                       Word{"dial_out", LineMode::dial_out},
                                       Word{"serial", LineMode::serial}};
  return choose(place, "mode", kWords);
}

Framing LineReader::framing(document::JsonPlace& place, LineMode mode) {
  using Word = std::pair<std::string_view, Framing>;
  constexpr std::array<Word, 2> kNetwork{Word{"transparent", Framing::transparent},
                                         Word{"modbus_tcp", Framing::modbus_tcp}};
  constexpr std::array<Word, 2> kWired{Word{"transparent", Framing::transparent},
                                       Word{"modbus_rtu", Framing::modbus_rtu}};
  return choose(place, "framing", mode == LineMode::serial ? kWired : kNetwork);
}

SerialPort LineReader::serial(document::JsonPlace& place) {
  using Word = std::pair<std::string_view, Parity>;
  constexpr std::array<Word, 3> kParities{Word{"none", Parity::none}, Word{"even", Parity::even},
                                          Word{"odd", Parity::odd}};
  SerialPort port;
  port.device = unique_text(place, "device", devices_);
  if (!port.device.empty() && port.device.front() != '/')
    place.wrong("device", "must be a path such as /dev/ttyUSB0");
  port.baud = place.integer("baud", {kBauds.front(), kBauds.back()});
  if (std::find(kBauds.begin(), kBauds.end(), port.baud) == kBauds.end())
    place.wrong("baud", "must be 1200, 2400, 4800, 9600, 19200, 38400, 57600 or 115200");
  port.parity = choose(place, "parity", kParities);
  port.data_bits = place.integer_or("data_bits", {7, 8}, 8);
  port.stop_bits = place.integer_or("stop_bits", {1, 2}, 1);
  return port;
}

/// One as `heartbeat`, several as `heartbeats`.
std::string LineReader::heartbeats(document::JsonPlace& place) {
  constexpr auto kWrong = "must be the exact text, or hex: and the bytes; at most 80 bytes";
  std::vector<Bytes> all;
  auto const take = [&](std::string_view name, std::string const& spelled) {
    if (auto bytes = protocol::heartbeat_from(spelled))
      all.push_back(*std::move(bytes));
    else
      place.wrong(name, "'" + spelled + "' " + kWrong);
  };
  if (auto const one = place.text_if("heartbeat")) take("heartbeat", *one);
  for (auto const& one : place.texts("heartbeats")) take("heartbeats", one);
  return protocol::join_heartbeats(all);
}

std::optional<Framing> LineReader::framing_of(std::string const& name) const {
  auto const found = lines_.find(name);
  if (found == lines_.end()) return std::nullopt;
  return found->second;
}

}  // namespace e2ms::daemon
