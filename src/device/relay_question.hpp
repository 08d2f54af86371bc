#pragma once

#include "exchange.hpp"

namespace e2ms::device {

/// What to ask for the state of a relay, and what the answer says; nothing when it says nothing.
Question state_question(RelayPart const& relay, MeterAddress const& address);
std::optional<Relay> state_of(RelayPart const& relay, Bytes const& value);

}  // namespace e2ms::device
