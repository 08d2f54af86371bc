#pragma once

#include <string>
#include <string_view>

#include "e2ms/domain/energy.hpp"

namespace e2ms {

/// What a meter counts, a tariff prices and an account pays for. An `Energy` of water is litres:
/// 1000 L are 1 m³ as 1000 Wh are 1 kWh, and a price of water is 1e-8 yuan per m³. So the
/// arithmetic is one; only the names of the units differ. Stored: add at the end, never renumber.
enum class Medium { electricity = 0, water = 1 };

/// "kWh" or "m³": what quantities and prices are said in.
std::string_view unit_text(Medium medium);

/// "12.345 m³".
std::string quantity_text(Energy quantity, Medium medium);

}  // namespace e2ms
