#include "simulator/program/commands.hpp"

#include <sys/resource.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <sstream>

#include "simulator/core/civil.hpp"

namespace e2ms_sim {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

/// A refusal; its text goes into the answer.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

std::int64_t number(std::string_view text, std::int64_t low, std::int64_t high) {
  std::int64_t value = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  bool const whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || value < low || value > high) {
    throw Refused("\"" + std::string{text} + "\" is not a whole number from " +
                  std::to_string(low) + " to " + std::to_string(high));
  }
  return value;
}

/// Watt hours of a text in kWh with at most three decimals.
std::int64_t wh_of(std::string_view text) {
  auto const dot = text.find('.');
  std::string digits{text.substr(0, dot)};
  std::string decimals{dot == std::string_view::npos ? "" : text.substr(dot + 1)};
  if (decimals.size() > 3) throw Refused("energy has at most three decimals");
  decimals.resize(3, '0');
  return number(digits, 0, 999'999) * 1000 + number(decimals, 0, 999);
}

std::string shown_time(std::int64_t local_ms) {
  auto const time = civil_from_local_ms(local_ms);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d", time.year, time.month,
                time.day, time.hour, time.minute, time.second);
  return text.data();
}

json faults_json(LineFaults const& faults) {
  return {{"delay", faults.delay_ms},    {"late", faults.late_ms},
          {"loss", faults.loss_percent}, {"bad_checksum", faults.bad_checksum_percent},
          {"split", faults.split},       {"merge", faults.merge},
          {"offline", faults.offline}};
}

json meter_json(MeterPlace const& place) {
  auto& meter = *place.meter;
  auto const now = now_ms();
  meter.advance(now);
  auto const& spec = meter.spec();
  auto const& state = meter.state();
  return {{"ok", true},
          {"gateway", place.station->spec().bus.id},
          {"address", spec.address},
          {"model", name_of(spec.model)},
          {"relay", state.relay_open ? "open" : "closed"},
          {"command", state.command_open ? "open" : "closed"},
          {"keep_power", state.keep_power},
          {"energy_wh", meter.energy_wh()},
          {"power_w", meter.load_w(now)},
          {"curve", name_of(spec.curve)},
          {"clock", shown_time(meter.clock_local_ms(now))},
          {"clock_off_s", state.clock_off_ms / 1000},
          {"trips", state.trips},
          {"closes", state.closes},
          {"relay_stuck", spec.relay_stuck},
          {"battery_low", spec.battery_low},
          {"glitch_zero", spec.glitch_zero},
          {"faults", faults_json(spec.faults)}};
}

MeterPlace meter_named(Simulator& simulator, std::string const& name) {
  auto const found = simulator.find_meters(name);
  if (found.empty()) throw Refused("no meter " + name);
  if (found.size() > 1) throw Refused("several meters " + name + ": say gateway/address");
  return found.front();
}

/// True if the key belongs to the faults that gateways and meters share.
bool set_line_fault(LineFaults& faults, std::string_view key, std::string_view value) {
  if (key == "delay")
    faults.delay_ms = number(value, 0, 3'600'000);
  else if (key == "late")
    faults.late_ms = number(value, 0, 3'600'000);
  else if (key == "loss")
    faults.loss_percent = static_cast<int>(number(value, 0, 100));
  else if (key == "bad_checksum")
    faults.bad_checksum_percent = static_cast<int>(number(value, 0, 100));
  else if (key == "split")
    faults.split = static_cast<int>(number(value, 1, 100));
  else if (key == "merge")
    faults.merge = number(value, 0, 1) == 1;
  else if (key == "offline")
    faults.offline = number(value, 0, 1) == 1;
  else
    return false;
  return true;
}

bool set_meter_fault(Meter& meter, std::string_view key, std::string_view value) {
  if (key == "glitch_zero")
    meter.glitch_zero(static_cast<int>(number(value, 0, 1'000'000)));
  else if (key == "relay_stuck")
    meter.set_relay_stuck(number(value, 0, 1) == 1);
  else if (key == "battery_low")
    meter.set_battery_low(number(value, 0, 1) == 1);
  else if (key == "clock_off")
    meter.set_clock_off(number(value, -1'000'000'000, 1'000'000'000) * 1000);
  else
    return false;
  return true;
}

json set_faults(Simulator& simulator, Words const& words) {
  if (words.size() < 3) throw Refused("fault <gateway|address> key=value ...");
  auto* const station = simulator.find_station(words[1]);
  MeterPlace place;
  if (station == nullptr) place = meter_named(simulator, words[1]);
  auto& faults = station != nullptr ? station->bus().faults() : place.meter->faults();
  for (std::size_t i = 2; i < words.size(); ++i) {
    auto const equals = words[i].find('=');
    if (equals == std::string::npos) throw Refused("\"" + words[i] + "\" is not key=value");
    auto const key = words[i].substr(0, equals);
    auto const value = words[i].substr(equals + 1);
    bool const known = set_line_fault(faults, key, value) ||
                       (place.meter != nullptr && set_meter_fault(*place.meter, key, value));
    if (!known) throw Refused("no such fault here: " + key);
  }
  return {{"ok", true}, {"faults", faults_json(faults)}};
}

json clear_faults(Simulator& simulator, Words const& words) {
  auto* const station = simulator.find_station(words[1]);
  if (station != nullptr) {
    station->bus().faults() = {};
    return {{"ok", true}};
  }
  auto& meter = *meter_named(simulator, words[1]).meter;
  meter.faults() = {};
  meter.glitch_zero(0);
  meter.set_relay_stuck(false);
  meter.set_battery_low(false);
  meter.set_clock_off(0);
  return {{"ok", true}};
}

json set_energy(Simulator& simulator, Words const& words) {
  auto const place = meter_named(simulator, words[1]);
  auto const& amount = words[2];
  if (amount.empty() || (amount[0] != '+' && amount[0] != '=')) throw Refused("+kWh or =kWh");
  auto const wh = wh_of(std::string_view{amount}.substr(1));
  place.meter->advance(now_ms());
  auto const before = amount[0] == '+' ? place.meter->energy_wh() : 0;
  place.meter->set_energy_wh(now_ms(), before + wh);
  return meter_json(place);
}

json set_load(Simulator& simulator, Words const& words) {
  auto const place = meter_named(simulator, words[1]);
  bool const watt = words[2].find_first_not_of("0123456789") == std::string::npos;
  auto const curve = curve_named(watt ? "constant:" + words[2] : words[2]);
  if (!curve) throw Refused("watt or a curve");
  place.meter->set_curve(now_ms(), *curve);
  return meter_json(place);
}

json set_relay(Simulator& simulator, Words const& words) {
  auto const place = meter_named(simulator, words[1]);
  if (words[2] != "open" && words[2] != "closed") throw Refused("open or closed");
  if (!has_relay(place.meter->spec().model)) throw Refused("this model has no relay");
  place.meter->force_relay(now_ms(), words[2] == "open");
  simulator.save();
  return meter_json(place);
}

json stats(Simulator& simulator) {
  BusCounters sum;
  for (auto const& station : simulator.stations()) {
    auto const& one = station->bus().counters();
    sum.frames_in += one.frames_in;
    sum.frames_out += one.frames_out;
    sum.bytes_in += one.bytes_in;
    sum.bytes_out += one.bytes_out;
    sum.noise_bytes += one.noise_bytes;
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto const cpu_ms = (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
                      (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
  return {{"ok", true},
          {"frames_in", sum.frames_in},
          {"frames_out", sum.frames_out},
          {"bytes_in", sum.bytes_in},
          {"bytes_out", sum.bytes_out},
          {"noise_bytes", sum.noise_bytes},
          {"cpu_ms", cpu_ms}};
}

json carry_out(Simulator& simulator, Words const& words, std::function<void()> const& end) {
  auto const& verb = words[0];
  auto const is = [&](std::string_view name, std::size_t size) {
    if (verb != name) return false;
    if (words.size() != size) throw Refused(verb + ": wrong number of words");
    return true;
  };
  if (verb == "fault") return set_faults(simulator, words);
  if (is("list", 1)) {
    auto const speed = simulator.world().speed;
    return {{"ok", true}, {"speed", speed}, {"gateways", stations_json(simulator)}};
  }
  if (is("show", 2)) return meter_json(meter_named(simulator, words[1]));
  if (is("clear", 2)) return clear_faults(simulator, words);
  if (is("energy", 3)) return set_energy(simulator, words);
  if (is("load", 3)) return set_load(simulator, words);
  if (is("relay", 3)) return set_relay(simulator, words);
  if (is("stats", 1)) return stats(simulator);
  if (is("speed", 2)) {
    simulator.set_speed(number(words[1], 0, 1'000'000));
    return {{"ok", true}, {"speed", simulator.world().speed}};
  }
  if (is("drop", 2)) {
    auto* const station = simulator.find_station(words[1]);
    if (station == nullptr) throw Refused("no gateway " + words[1]);
    bool const was_connected = station->connected();
    station->drop();
    return {{"ok", true}, {"was_connected", was_connected}};
  }
  if (is("quit", 1)) {
    end();
    return {{"ok", true}};
  }
  throw Refused("unknown command " + verb);
}

}  // namespace

json stations_json(Simulator& simulator) {
  auto out = json::array();
  for (auto const& station : simulator.stations()) {
    auto meters = json::array();
    for (auto const& meter : station->bus().meters()) meters.push_back(meter.spec().address);
    bool const listens = station->spec().mode == GatewaySpec::Mode::listen;
    out.push_back({{"id", station->spec().bus.id},
                   {"mode", listens ? "listen" : "dial"},
                   {"framing", name_of(station->bus().spec().framing)},
                   {"host", station->spec().host},
                   {"port", station->port()},
                   {"connected", station->connected()},
                   {"meters", std::move(meters)}});
  }
  return out;
}

json execute(Simulator& simulator, std::string_view line, std::function<void()> const& end) {
  std::istringstream in{std::string{line}};
  Words words;
  for (std::string word; in >> word;) words.push_back(word);
  if (words.empty()) return {{"ok", false}, {"error", "no command"}};
  try {
    return carry_out(simulator, words, end);
  } catch (Refused const& refused) {
    return {{"ok", false}, {"error", refused.what()}};
  }
}

}  // namespace e2ms_sim
