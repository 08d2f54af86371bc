#pragma once

#include "e2ms/device/dialogue.hpp"

namespace e2ms::bench {

/// The meter that is asked: its model, and what is read of it.
struct Subject {
  char const* model;
  device::Wanted wanted;
};

/// The energy register of a DDS238-2 is one request of two registers.
constexpr Subject kEnergyAlone{"hiking-dds238-zn-sr", {.momentary = false, .relay = false}};
/// Energy, rates and momentary values in one request of seventeen registers.
constexpr Subject kOneRequest{"bench-meter", {.rates = true, .relay = false}};
/// What the simulator calls the meter that answers kOneRequest.
constexpr char kSimulatedMeter[] = "acrel-ddsy1352";

}  // namespace e2ms::bench
