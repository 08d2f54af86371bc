#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "simulator/program/config.hpp"

namespace e2ms_sim {
namespace {

using Options = std::map<std::string, std::string, std::less<>>;

constexpr std::array<std::string_view, 13> kKnown{
    "lines",   "meters", "model",     "delay_ms",     "base_port",   "curve",      "peak_w",
    "framing", "host",   "heartbeat", "registration", "heartbeat_s", "initial_kwh"};

Options options_of(std::string_view text) {
  Options out;
  while (!text.empty()) {
    auto const comma = text.find(',');
    auto const part = text.substr(0, comma);
    text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    auto const equals = part.find('=');
    std::string const key{part.substr(0, equals)};
    bool const known = std::find(kKnown.begin(), kKnown.end(), key) != kKnown.end();
    if (!known || equals == std::string_view::npos) {
      throw ConfigError("--fleet: unknown option \"" + key + "\"");
    }
    out[key] = part.substr(equals + 1);
  }
  return out;
}

std::int64_t number(Options const& options, std::string_view key, std::int64_t otherwise,
                    std::int64_t low, std::int64_t high) {
  auto const found = options.find(key);
  if (found == options.end()) return otherwise;
  auto const& text = found->second;
  std::int64_t value = low - 1;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool const whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || value < low || value > high) {
    throw ConfigError("--fleet: " + std::string{key} + " must be a whole number from " +
                      std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

std::string text(Options const& options, std::string_view key, std::string const& otherwise) {
  auto const found = options.find(key);
  return found == options.end() ? otherwise : found->second;
}

std::string padded(std::int64_t value, std::size_t digits) {
  auto const plain = std::to_string(value);
  return std::string(digits - std::min(digits, plain.size()), '0') + plain;
}

MeterSpec meter_of(Options const& options) {
  MeterSpec meter;
  auto const model = model_named(text(options, "model", "dlt645-single"));
  if (!model) throw ConfigError("--fleet: unknown model \"" + text(options, "model", "") + "\"");
  meter.model = *model;
  auto const curve = curve_named(text(options, "curve", "household"));
  if (!curve) throw ConfigError("--fleet: unknown curve \"" + text(options, "curve", "") + "\"");
  meter.curve = *curve;
  meter.peak_w = number(options, "peak_w", meter.peak_w, 0, 1'000'000);
  meter.initial_wh = number(options, "initial_kwh", 100, 0, 999'999) * 1000;
  return meter;
}

void aim(GatewaySpec& gateway, std::string_view dial) {
  auto const colon = dial.rfind(':');
  int port = 0;
  if (colon != std::string_view::npos) {
    std::from_chars(dial.data() + colon + 1, dial.data() + dial.size(), port);
  }
  if (port < 1 || port > 65'535) throw ConfigError("--dial: must be host:port");
  gateway.mode = GatewaySpec::Mode::dial;
  gateway.host = dial.substr(0, colon);
  gateway.port = static_cast<std::uint16_t>(port);
}

}  // namespace

FleetSpec generate_fleet(std::string_view text_options, std::string_view dial) {
  auto const options = options_of(text_options);
  auto const lines = number(options, "lines", 1, 1, 100'000);
  auto const meters = number(options, "meters", 1, 1, 9999);
  auto const base_port = number(options, "base_port", 0, 0, 65'535);
  auto meter = meter_of(options);
  GatewaySpec gateway;
  if (wire_of(meter.model) == Wire::cjt188)
    throw ConfigError("--fleet: water meters are played from a fleet file only");
  auto const usual = speaks_dlt645(meter.model) ? "dlt645" : "modbus-tcp";
  auto const framing = framing_named(text(options, "framing", usual));
  if (!framing) throw ConfigError("--fleet: framing must be dlt645, modbus-rtu or modbus-tcp");
  gateway.bus.framing = *framing;
  gateway.bus.delay_ms = number(options, "delay_ms", 0, 0, 3'600'000);
  gateway.host = text(options, "host", gateway.host);
  auto const prefix = text(options, "registration", "SIM");
  auto const beat = text(options, "heartbeat", "");
  gateway.heartbeat.assign(beat.begin(), beat.end());
  gateway.heartbeat_every_ms = number(options, "heartbeat_s", 30, 1, 86'400) * 1000;
  if (!dial.empty()) aim(gateway, dial);
  FleetSpec fleet;
  for (std::int64_t line = 0; line < lines; ++line) {
    auto const number_text = padded(line, 6);
    gateway.bus.id = "line-" + number_text;
    if (base_port != 0 && dial.empty()) {
      if (base_port + line > 65'535) throw ConfigError("--fleet: base_port + lines exceed 65535");
      gateway.port = static_cast<std::uint16_t>(base_port + line);
    }
    auto const registration = dial.empty() ? std::string{} : prefix + number_text;
    gateway.registration.assign(registration.begin(), registration.end());
    gateway.meters.clear();
    for (std::int64_t i = 1; i <= meters; ++i) {
      meter.address =
          speaks_dlt645(meter.model) ? "90" + number_text + padded(i, 4) : std::to_string(i);
      gateway.meters.push_back(meter);
    }
    fleet.gateways.push_back(gateway);
  }
  check_fleet(fleet);
  return fleet;
}

}  // namespace e2ms_sim
