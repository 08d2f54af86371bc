#pragma once

#include <cstdint>
#include <optional>

#include "e2ms/device/dialogue.hpp"

namespace e2ms::device {

/// Whether a reading with these wishes needs the quantity.
bool wants(Wanted const& wanted, Quantity quantity);

/// Puts a value in the canonical unit of its quantity into the reading.
void put(Reading& reading, Quantity quantity, std::int64_t value);

/// The power of ten from `unit` to the canonical unit of the quantity: kWh -> Wh is 3. Nothing
/// when the quantity is not measured in this unit.
std::optional<int> exponent_of(Quantity quantity, std::string_view unit);

/// A shut valve is an open relay: nothing comes through. Nothing while it moves or is stuck.
std::optional<Relay> valve_state(protocol::cjt188::Status const& status);

/// The state of a relay whose register or status word is `bits`.
std::optional<Relay> relay_state(RelayPart const& relay, std::uint32_t bits);

}  // namespace e2ms::device
