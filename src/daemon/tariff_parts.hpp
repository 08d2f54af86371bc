#pragma once

#include "tariff_json.hpp"

namespace e2ms::daemon {

/// The member "energy" of a tariff.
EnergyPrices read_energy(JsonPlace& tariff);

/// When which price counts: "calendar" or "register_map", and where the rest of the registers goes.
/// The energy prices must have been read.
void read_periods(JsonPlace& tariff, TariffVersion& version);

std::optional<PowerFactorRule::Standard> standard_from_text(std::string_view text);

}  // namespace e2ms::daemon
