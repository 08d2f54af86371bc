#pragma once

#include "e2ms/document/tariff_json.hpp"

namespace e2ms::document {

/// The member "energy" of a tariff.
EnergyPrices read_energy(JsonPlace& tariff);

/// When which price counts: "calendar" or "register_map", and where the rest of the registers goes.
/// The energy prices must have been read.
void read_periods(JsonPlace& tariff, TariffVersion& version);

}  // namespace e2ms::document
