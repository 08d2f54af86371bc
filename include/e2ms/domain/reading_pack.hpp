#pragma once

#include <cstddef>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/reading.hpp"

namespace e2ms {

/// The most readings of one pack: one a second for a day of 25 hours.
constexpr std::size_t kMostPackedReadings = 90'000;

/// Readings of one meter in order of time (each later than the one before) as a few bytes each.
/// Keeps whatever numbers stand in them, the impossible ones too; drops the raw text and the
/// meter's clock. At least one reading, at most kMostPackedReadings.
///
/// A byte for the version, the number of readings, then a column for each value: time, total, five
/// rates, three voltages, three currents, power, power factor, frequency, relay. A column says
/// which readings have the value and holds the first one, then how each differs from the one
/// before: less the usual difference, divided by what divides all of them, in as many bits as the
/// last few needed. A value that never changes costs nothing, however long the day.
Bytes pack(std::vector<Reading> const& readings);

/// Whether two readings are the same but for what a pack drops.
bool same_numbers(Reading const& a, Reading const& b);

/// What was packed. bad_value when the bytes are nothing that pack writes, or of a newer version.
Result<std::vector<Reading>> unpack(ByteView bytes);

/// Whether a reading of that instant was packed; looks at nothing but the times. False for bytes
/// that are no pack.
bool pack_holds(ByteView bytes, Instant taken_at);

}  // namespace e2ms
