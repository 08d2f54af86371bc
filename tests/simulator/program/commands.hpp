#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string_view>

#include "simulator/program/simulator.hpp"

namespace e2ms_sim {

/// Carries out one line of the control port; README.md lists the commands. Every answer has
/// "ok", a refused one also "error". `quit` calls `end`.
nlohmann::json execute(Simulator& simulator, std::string_view line,
                       std::function<void()> const& end);

/// Stations with their ports, as in `list` and in the line `ready`.
nlohmann::json stations_json(Simulator& simulator);

}  // namespace e2ms_sim
