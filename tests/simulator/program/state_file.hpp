#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "simulator/core/meter.hpp"

namespace e2ms_sim {

using MeterStates = std::map<std::string, MeterState>;  // by gateway/address

/// Nothing if there is no file yet; throws if there is one that cannot be understood, since
/// starting from zero would look like a replaced meter.
MeterStates load_states(std::filesystem::path const& file);

/// Replaces the file in one step. The text says what went wrong; empty if nothing did.
std::string store_states(std::filesystem::path const& file, MeterStates const& states);

}  // namespace e2ms_sim
