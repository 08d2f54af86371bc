#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/clock_keeping.hpp"
#include "e2ms/store/tx.hpp"

/// What the keepers learn of a meter besides its readings.
namespace e2ms::command {

/// A meter's clock was looked at, perhaps after a correction. Opens or closes the meter's alarm: a
/// clock that is further off than allowed, or did not tell its time twice in a row. Safe to repeat:
/// the meter and the instant are the key.
struct NoteClock {
  MeterId meter;
  ClockStep step;
  std::optional<Duration> drift;  ///< none when `unanswered`
  Duration allowed;
  Instant at;

  struct Outcome {};
};
Result<NoteClock::Outcome> execute(store::WriteTx& tx, NoteClock const& command);

/// What a meter was found not to have; replaces what was known. An empty text forgets.
struct KeepLearnt {
  MeterId meter;
  std::string refused;
  Instant since;

  struct Outcome {};
};
Result<KeepLearnt::Outcome> execute(store::WriteTx& tx, KeepLearnt const& command);

}  // namespace e2ms::command
