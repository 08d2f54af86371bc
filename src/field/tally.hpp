#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "e2ms/base/time.hpp"
#include "e2ms/domain/line_figures.hpp"

namespace e2ms::field {

/// Counts what becomes of the questions on one line, see LineFigures. Pure: every call says what
/// time it is, as the clock's `elapsed`.
class Tally {
 public:
  void answered(Duration round_trip, Duration now);
  void refused(Duration now) { ++slot(now).refused; }
  void silent(Duration now) { ++slot(now).silent; }
  void heard(Instant at) { heard_at_ = at; }

  /// Without what only the keeper knows: the next poll and the silent meters.
  LineFigures figures(Duration now) const;

 private:
  static constexpr Duration kSlot = minutes(5);
  static constexpr std::size_t kSlots = 12;

  struct Slot {
    std::int64_t number = -1;  ///< of the five minutes it counts
    std::int64_t answered = 0;
    std::int64_t refused = 0;
    std::int64_t silent = 0;
  };
  Slot& slot(Duration now);

  std::array<Slot, kSlots> slots_{};
  std::optional<Duration> last_;
  std::int64_t smoothed_x8_ = 0;  ///< ms, in eighths
  std::optional<Instant> heard_at_;
};

}  // namespace e2ms::field
