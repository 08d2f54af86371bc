#pragma once

#include <optional>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/energy.hpp"

namespace e2ms {

/// Over a longer silence nobody can say when the energy was used.
constexpr Duration kLongestSilence = hours(6);

/// A register position that counts, before the ratio.
struct LoadPoint {
  Instant at;
  Energy total;
  bool rebased = false;  ///< a person's new baseline: the energy up to it is nobody's
};

/// What went through the register in one local hour.
struct HourEnergy {
  Instant from;
  Energy used;
  bool interpolated;  ///< a bound lies between two readings more than 15 minutes apart

  friend bool operator==(HourEnergy const&, HourEnergy const&) = default;
};

/// Points in order of time as a register would have shown them that never left anything to nobody
/// and never began again: from a new baseline, or from its end, on it goes on from where it was.
std::vector<LoadPoint> without_gaps(std::vector<LoadPoint> points, std::optional<Energy> rolls_at);

/// The energy of each local hour that begins in [from, to): the difference of the register's
/// positions at its two bounds. A bound between two readings lies on the straight line between
/// them, in whole Wh, so that hours sum up to what the register moved and nothing is lost between
/// them. An hour with a bound outside of all points, or in a silence, is not told. One that is
/// still running ends at `now`. `points` without gaps, reaching kLongestSilence beyond both ends
/// where there are any.
std::vector<HourEnergy> energy_by_hour(std::vector<LoadPoint> const& points, Instant from,
                                       Instant to, Instant now, Zone const& zone);

/// Hours of the day that begins at `day`, each a whole number of hours after it, at most 25.
Bytes pack_hours(Instant day, std::vector<HourEnergy> const& hours);
/// bad_value when the bytes are nothing that pack_hours writes.
Result<std::vector<HourEnergy>> unpack_hours(Instant day, ByteView bytes);

}  // namespace e2ms
