#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/time.hpp"
#include "e2ms/domain/exact.hpp"

/// From the registers of meters to energy between two instants.
namespace e2ms {

/// Registers by their names: T the total, T1 to T5 the rates, Q reactive.
using Registers = std::map<std::string, Exact>;

inline constexpr char kTotalRegister[] = "T";
inline constexpr char kReactiveRegister[] = "Q";

struct MeteringPoint {
  std::string id;
  Exact multiplier;             ///< CT x PT
  unsigned digits;              ///< integer digits, before the register rolls over
  std::optional<Exact> max_kw;  ///< the most that can flow
};

struct RegisterReading {
  std::size_t meter;  ///< place in the list of points
  Instant at;
  Registers registers;
  bool estimated = false;
};

/// What flowed through one meter between two accepted readings, multiplied.
struct EnergyPair {
  std::size_t meter;
  Instant from;
  Instant to;
  Registers energy;
};

enum class Rejection {
  same_instant,  ///< an accepted reading stands there already
  rollback,      ///< a register went down
  too_much,      ///< more than the meter can carry
};

struct RejectedReading {
  std::size_t meter;
  Instant at;
  Rejection why;
};

struct RegisterHistory {
  std::vector<EnergyPair> pairs;  ///< of each meter in order of time
  std::vector<RejectedReading> rejected;
};

/// Judges the readings of all meters. The order in which they stand only matters between readings
/// of one instant: the first is accepted. A rejected reading leaves the baseline where it was; an
/// estimate that turns out too high is forgotten.
RegisterHistory judge(std::vector<MeteringPoint> const& meters,
                      std::vector<RegisterReading> readings);

/// Active energy of a pair: of the total register, else of the rates together.
Exact active_energy(Registers const& energy);

}  // namespace e2ms
