#include "reading_parts.hpp"

#include "e2ms/base/ensure.hpp"

namespace e2ms::device {
namespace {

struct Unit {
  Quantity first;
  Quantity last;
  std::string_view unit;
  int exponent;
};

constexpr std::array kUnits{
    Unit{Quantity::energy, Quantity::energy_deep_valley, "Wh", 0},
    Unit{Quantity::energy, Quantity::energy_deep_valley, "kWh", 3},
    Unit{Quantity::energy, Quantity::energy_deep_valley, "MWh", 6},
    Unit{Quantity::voltage_a, Quantity::voltage_c, "mV", 0},
    Unit{Quantity::voltage_a, Quantity::voltage_c, "V", 3},
    Unit{Quantity::current_a, Quantity::current_c, "mA", 0},
    Unit{Quantity::current_a, Quantity::current_c, "A", 3},
    Unit{Quantity::power, Quantity::power, "W", 3},
    Unit{Quantity::power, Quantity::power, "kW", 6},
    Unit{Quantity::power_factor, Quantity::power_factor, "", 3},
    Unit{Quantity::frequency, Quantity::frequency, "Hz", 3},
};

std::size_t steps(Quantity from, Quantity to) {
  return static_cast<std::size_t>(to) - static_cast<std::size_t>(from);
}

}  // namespace

bool wants(Wanted const& wanted, Quantity quantity) {
  if (quantity == Quantity::energy) return true;
  if (quantity <= Quantity::energy_deep_valley) return wanted.rates;
  return wanted.momentary;
}

void put(Reading& reading, Quantity quantity, std::int64_t value) {
  auto& now = reading.now;
  // Nonsense in a momentary value is no reason to refuse the register beside it.
  bool const momentary = quantity > Quantity::energy_deep_valley;
  bool const possible = value <= kLargestMomentary && value >= -kLargestMomentary;
  if (momentary && !possible) return;
  switch (quantity) {
    case Quantity::energy:
      reading.total = Energy::wh(value);
      return;
    case Quantity::energy_sharp:
    case Quantity::energy_peak:
    case Quantity::energy_flat:
    case Quantity::energy_valley:
    case Quantity::energy_deep_valley:
      reading.rate[steps(Quantity::energy_sharp, quantity)] = Energy::wh(value);
      return;
    case Quantity::voltage_a:
    case Quantity::voltage_b:
    case Quantity::voltage_c:
      now.voltage_mv[steps(Quantity::voltage_a, quantity)] = value;
      return;
    case Quantity::current_a:
    case Quantity::current_b:
    case Quantity::current_c:
      now.current_ma[steps(Quantity::current_a, quantity)] = value;
      return;
    case Quantity::power:
      now.power_mw = value;
      return;
    case Quantity::power_factor:
      now.power_factor_e3 = value;
      return;
    case Quantity::frequency:
      now.frequency_mhz = value;
      return;
  }
}

std::optional<int> exponent_of(Quantity quantity, std::string_view unit) {
  for (auto const& each : kUnits)
    if (each.first <= quantity && quantity <= each.last && each.unit == unit) return each.exponent;
  return std::nullopt;
}

std::optional<Relay> valve_state(protocol::cjt188::Status const& status) {
  using Valve = protocol::cjt188::Status::Valve;
  if (status.valve == Valve::open) return Relay::closed;
  if (status.valve == Valve::closed) return Relay::open;
  return std::nullopt;
}

std::optional<Relay> relay_state(RelayPart const& relay, std::uint32_t bits) {
  if (relay.identifiers)
    return (bits & relay.identifiers->state_mask) != 0 ? Relay::open : Relay::closed;
  auto const told = [bits](auto const& part) -> std::optional<Relay> {
    auto const state = bits & part.state_mask;
    if (state == part.state_open) return Relay::open;
    if (state == part.state_closed) return Relay::closed;
    return std::nullopt;
  };
  if (relay.written) return told(*relay.written);
  ENSURE(relay.registers.has_value());
  return told(*relay.registers);
}

}  // namespace e2ms::device
