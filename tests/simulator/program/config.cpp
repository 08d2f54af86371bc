#include "simulator/program/config.hpp"

#include <algorithm>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <set>

namespace e2ms_sim {
namespace {

using nlohmann::json;

/// Reads one JSON object and knows where it stands in the file.
class Reader {
 public:
  Reader(json const& object, std::string place) : object_{object}, place_{std::move(place)} {
    if (!object_.is_object()) throw ConfigError(place_ + ": must be an object");
  }

  void allow(std::initializer_list<std::string_view> keys) const {
    for (auto const& [key, value] : object_.items()) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        throw ConfigError(path(key) + ": unknown key");
      }
    }
  }
  bool has(std::string_view key) const { return object_.contains(key); }
  json const& at(std::string_view key) const { return object_.at(std::string{key}); }
  std::string path(std::string_view key) const {
    return place_.empty() ? std::string{key} : place_ + "." + std::string{key};
  }
  [[noreturn]] void refuse(std::string_view key, std::string const& why) const {
    throw ConfigError(path(key) + ": " + why);
  }

  std::string text(std::string_view key, std::string const& otherwise) const {
    if (!has(key)) return otherwise;
    if (!at(key).is_string()) refuse(key, "must be a text");
    return at(key).get<std::string>();
  }
  std::string text(std::string_view key) const {
    if (!has(key)) refuse(key, "is missing");
    return text(key, {});
  }
  std::int64_t number(std::string_view key, std::int64_t otherwise, std::int64_t low,
                      std::int64_t high) const {
    if (!has(key)) return otherwise;
    bool const whole = at(key).is_number_integer();
    auto const value = whole ? at(key).get<std::int64_t>() : low - 1;
    if (value < low || value > high) {
      refuse(key,
             "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    }
    return value;
  }
  bool yes(std::string_view key) const {
    if (!has(key)) return false;
    if (!at(key).is_boolean()) refuse(key, "must be true or false");
    return at(key).get<bool>();
  }

 private:
  json const& object_;
  std::string place_;
};

/// A text as it is, or {"hex": "..."}, or {"text": "..."}.
Bytes bytes_at(Reader const& in, std::string_view key) {
  if (!in.has(key)) return {};
  auto const& value = in.at(key);
  if (value.is_string()) {
    auto const text = value.get<std::string>();
    return {text.begin(), text.end()};
  }
  Reader const object{value, in.path(key)};
  if (object.has("hex") == object.has("text")) in.refuse(key, "needs either text or hex");
  if (object.has("text")) {
    auto const text = object.text("text");
    return {text.begin(), text.end()};
  }
  auto const bytes = from_hex(object.text("hex"));
  if (!bytes) throw ConfigError(object.path("hex") + ": is not hexadecimal");
  return *bytes;
}

LineFaults faults_of(Reader const& in) {
  LineFaults faults;
  faults.delay_ms = in.number("delay", 0, 0, 3'600'000);
  faults.late_ms = in.number("late", 0, 0, 3'600'000);
  faults.loss_percent = static_cast<int>(in.number("loss", 0, 0, 100));
  faults.bad_checksum_percent = static_cast<int>(in.number("bad_checksum", 0, 0, 100));
  faults.split = static_cast<int>(in.number("split", 1, 1, 100));
  faults.merge = in.yes("merge");
  faults.offline = in.yes("offline");
  return faults;
}

MeterSpec meter_of(Reader const& in) {
  in.allow({"address", "model", "curve", "peak_w", "initial_kwh", "password", "permission",
            "zero_expiry_allowed", "trip_delay_s", "key_press_s", "relay_stuck", "battery_low",
            "clock_off", "glitch_zero", "faults"});
  MeterSpec meter;
  meter.address = in.text("address");
  auto const model = model_named(in.text("model"));
  if (!model) in.refuse("model", "unknown model \"" + in.text("model") + "\"");
  meter.model = *model;
  auto const curve = curve_named(in.text("curve", "household"));
  if (!curve) in.refuse("curve", "unknown curve \"" + in.text("curve") + "\"");
  meter.curve = *curve;
  meter.peak_w = in.number("peak_w", meter.peak_w, 0, 1'000'000);
  meter.initial_wh = in.number("initial_kwh", 0, 0, 999'999) * 1000;
  meter.password = in.text("password", meter.password);
  bool const digits = meter.password.size() == 6 &&
                      meter.password.find_first_not_of("0123456789") == std::string::npos;
  if (!digits) in.refuse("password", "must be six digits");
  meter.permission = static_cast<std::uint8_t>(in.number("permission", 2, 0, 9));
  meter.zero_expiry_allowed = in.yes("zero_expiry_allowed");
  meter.trip_delay_ms = in.number("trip_delay_s", 0, 0, 3600) * 1000;
  meter.key_press_ms = in.number("key_press_s", 3, -1, 86'400) * 1000;
  meter.relay_stuck = in.yes("relay_stuck");
  meter.battery_low = in.yes("battery_low");
  meter.clock_off_ms = in.number("clock_off", 0, -1'000'000'000, 1'000'000'000) * 1000;
  meter.glitch_zero = static_cast<int>(in.number("glitch_zero", 0, 0, 1'000'000));
  if (in.has("faults")) {
    Reader const faults{in.at("faults"), in.path("faults")};
    faults.allow({"delay", "late", "loss", "bad_checksum", "split", "merge", "offline"});
    meter.faults = faults_of(faults);
  }
  return meter;
}

GatewaySpec gateway_of(Reader const& in) {
  in.allow({"id", "mode", "host", "port", "framing", "registration", "heartbeat", "delay_ms",
            "faults", "meters"});
  GatewaySpec gateway;
  gateway.bus.id = in.text("id");
  auto const mode = in.text("mode", "listen");
  if (mode != "listen" && mode != "dial") in.refuse("mode", "must be listen or dial");
  gateway.mode = mode == "dial" ? GatewaySpec::Mode::dial : GatewaySpec::Mode::listen;
  gateway.host = in.text("host", gateway.host);
  bool const dials = gateway.mode == GatewaySpec::Mode::dial;
  gateway.port = static_cast<std::uint16_t>(in.number("port", 0, dials ? 1 : 0, 65'535));
  if (dials && gateway.port == 0) in.refuse("port", "is missing: whom should it dial?");
  auto const framing = framing_named(in.text("framing", "dlt645"));
  if (!framing) in.refuse("framing", "must be dlt645, modbus-rtu or modbus-tcp");
  gateway.bus.framing = *framing;
  gateway.bus.delay_ms = in.number("delay_ms", 0, 0, 3'600'000);
  gateway.registration = bytes_at(in, "registration");
  if (in.has("heartbeat")) {
    Reader const beat{in.at("heartbeat"), in.path("heartbeat")};
    beat.allow({"text", "hex", "every_s"});
    gateway.heartbeat = bytes_at(in, "heartbeat");
    gateway.heartbeat_every_ms = beat.number("every_s", 30, 1, 86'400) * 1000;
  }
  if (in.has("faults")) {
    Reader const faults{in.at("faults"), in.path("faults")};
    faults.allow({"delay", "late", "loss", "bad_checksum", "split", "merge", "offline"});
    gateway.bus.faults = faults_of(faults);
  }
  if (!in.has("meters") || !in.at("meters").is_array()) in.refuse("meters", "must be a list");
  std::size_t index = 0;
  for (auto const& entry : in.at("meters")) {
    Reader const meter{entry, in.path("meters") + "[" + std::to_string(index++) + "]"};
    gateway.meters.push_back(meter_of(meter));
  }
  return gateway;
}

void check_meter(GatewaySpec const& gateway, MeterSpec const& meter) {
  auto const place = "gateway " + gateway.bus.id + ", meter " + meter.address + ": ";
  bool const digits = !meter.address.empty() && meter.address.size() <= 14 &&
                      meter.address.find_first_not_of("0123456789") == std::string::npos;
  if (speaks_dlt645(meter.model)) {
    bool const tcp = gateway.bus.framing == Framing::modbus_tcp;
    if (tcp) throw ConfigError(place + "a modbus-tcp gateway carries no DL/T 645 meter");
    if (!digits || meter.address.size() != 12) {
      throw ConfigError(place + "the address must have twelve digits");
    }
    return;
  }
  if (wire_of(meter.model) == Wire::cjt188) {
    bool const tcp = gateway.bus.framing == Framing::modbus_tcp;
    if (tcp) throw ConfigError(place + "a modbus-tcp gateway carries no water meter");
    if (!digits || meter.address.size() != 14) {
      throw ConfigError(place + "the address must have fourteen digits");
    }
    return;
  }
  auto const unit = digits ? std::stoll(meter.address) : 0;
  if (unit < 1 || unit > 247 || std::to_string(unit) != meter.address) {
    throw ConfigError(place + "the address must be a unit from 1 to 247");
  }
}

}  // namespace

FleetSpec parse_fleet(std::string_view json_text) {
  json document;
  try {
    document = json::parse(json_text, nullptr, true, true);
  } catch (json::exception const& error) {
    throw ConfigError(error.what());
  }
  Reader const in{document, ""};
  in.allow({"gateways"});
  if (!in.has("gateways") || !in.at("gateways").is_array()) in.refuse("gateways", "must be a list");
  FleetSpec fleet;
  std::size_t index = 0;
  for (auto const& entry : in.at("gateways")) {
    fleet.gateways.push_back(gateway_of({entry, "gateways[" + std::to_string(index++) + "]"}));
  }
  check_fleet(fleet);
  return fleet;
}

void check_fleet(FleetSpec const& fleet) {
  if (fleet.gateways.empty()) throw ConfigError("gateways: there is none");
  std::set<std::string> ids;
  for (auto const& gateway : fleet.gateways) {
    if (gateway.bus.id.empty()) throw ConfigError("gateways: an id is empty");
    if (!ids.insert(gateway.bus.id).second) {
      throw ConfigError("gateway " + gateway.bus.id + ": the id is there twice");
    }
    std::set<std::string> addresses;
    for (auto const& meter : gateway.meters) {
      check_meter(gateway, meter);
      if (!addresses.insert(meter.address).second) {
        throw ConfigError("gateway " + gateway.bus.id + ", meter " + meter.address +
                          ": the address is there twice");
      }
    }
  }
}

}  // namespace e2ms_sim
