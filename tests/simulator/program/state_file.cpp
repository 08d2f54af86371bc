#include "simulator/program/state_file.hpp"

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace e2ms_sim {

using nlohmann::json;

MeterStates load_states(std::filesystem::path const& file) {
  if (!std::filesystem::exists(file)) return {};
  std::ifstream in{file};
  MeterStates states;
  try {
    auto const document = json::parse(in);
    for (auto const& [key, entry] : document.at("meters").items()) {
      MeterState state;
      entry.at("rate_wms").get_to(state.rate_wms);
      entry.at("relay_open").get_to(state.relay_open);
      entry.at("command_open").get_to(state.command_open);
      entry.at("keep_power").get_to(state.keep_power);
      entry.at("trips").get_to(state.trips);
      entry.at("closes").get_to(state.closes);
      entry.at("clock_off_ms").get_to(state.clock_off_ms);
      entry.at("broadcast_day").get_to(state.broadcast_day);
      states[key] = state;
    }
  } catch (json::exception const& error) {
    throw std::runtime_error(file.string() + ": " + error.what());
  }
  return states;
}

std::string store_states(std::filesystem::path const& file, MeterStates const& states) {
  json meters = json::object();
  for (auto const& [key, state] : states) {
    meters[key] = {{"rate_wms", state.rate_wms},
                   {"relay_open", state.relay_open},
                   {"command_open", state.command_open},
                   {"keep_power", state.keep_power},
                   {"trips", state.trips},
                   {"closes", state.closes},
                   {"clock_off_ms", state.clock_off_ms},
                   {"broadcast_day", state.broadcast_day}};
  }
  auto fresh = file;
  fresh += ".new";
  {
    std::ofstream out{fresh, std::ios::trunc};
    out << json{{"meters", meters}}.dump(1) << '\n';
    out.close();
    if (!out) return "cannot write " + fresh.string();
  }
  std::error_code error;
  std::filesystem::rename(fresh, file, error);
  return error ? error.message() : std::string{};
}

}  // namespace e2ms_sim
