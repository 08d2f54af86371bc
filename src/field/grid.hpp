#pragma once

#include <cstdint>

#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"

namespace e2ms::field {

/// Spreads neighbouring numbers over a range, always the same way.
std::int64_t spread(std::int64_t number, std::int64_t range);
inline std::int64_t spread(MeterId meter, std::int64_t range) {
  return spread(meter.value, range);
}
inline std::int64_t spread(LineId line, std::int64_t range) {
  return spread(line.value, range);
}

/// The first point of the meter's own grid at or after `from`.
Duration on_grid(MeterId meter, Duration interval, Duration from);

/// At least half an interval later, so that a late turn is not followed by a punctual one.
Duration next_on_grid(MeterId meter, Duration interval, Duration now);

}  // namespace e2ms::field
