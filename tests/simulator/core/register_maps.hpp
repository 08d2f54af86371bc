#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "simulator/core/meter.hpp"

namespace e2ms_sim {

/// What stands in a register.
enum class Of : std::uint8_t {
  zero,
  one,
  unit,     // the address of the meter
  display,  // the energy as displayed, 0.01 kWh; index 0 the total, 1..4 the rates
  watt_hours,
  voltage,  // decivolt, index is the phase
  current,  // milliampere, index is the phase
  watt,
  reactive,
  apparent,
  factor,        // thousandths
  frequency,     // hundredths
  relay_open,    // 1 when open
  relay_closed,  // 1 when closed
};

enum class As : std::uint8_t { u16, u32, i64, f32 };

/// One number of a map: what it is, times `times`, over `over`.
struct Row {
  int function;
  unsigned address;
  Of of;
  unsigned index = 0;
  As as = As::u16;
  std::int64_t times = 1;
  std::int64_t over = 1;

  unsigned words() const { return as == As::u16 ? 1 : as == As::i64 ? 4 : 2; }
};

/// Registers that answer 0 where nothing stands in them.
struct Gap {
  int function;
  unsigned first;
  unsigned last;
};

/// How the relay is written: all the words at once, or nothing.
struct Order {
  unsigned address;
  std::span<std::uint16_t const> open;
  std::span<std::uint16_t const> close;
};

struct RegisterMap {
  std::span<Row const> rows;
  std::span<Gap const> gaps = {};
  std::size_t most = 125;  // registers in one read
  std::optional<Order> order = {};
};

/// The map of a Modbus model.
RegisterMap register_map(Model model);

}  // namespace e2ms_sim
