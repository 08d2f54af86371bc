#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/reading_check.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A person decides about the newest doubtful reading of a meter, the one that was shown; with it
/// all older ones are over. The reading keeps its verdict, the decision stands beside it. Accepting
/// charges the energy since the last baseline as if the reading had been accepted at once, through
/// the register's end where that lies between, which the meter is known by from then on; a new
/// baseline charges nothing for the gap; a discarded reading never counts. Closes the alarm. Safe
/// to repeat: the meter and the reading's instant are the key.
struct DecideReading {
  MeterId meter;
  Instant taken_at;
  ReadingDecision decision;
  std::string note;
  std::string actor;
  Instant at;
  /// Digits before the point of a register that began again, for `accept`: the person has looked.
  std::optional<std::int64_t> digits = std::nullopt;

  enum class Verdict {
    decided,
    already_decided,    ///< the same decision about the same reading
    decided_otherwise,  ///< another decision about it stands
    outdated,           ///< not, or no longer, the newest undecided doubtful reading
    below_baseline,     ///< accepting would take energy back: the register is below the baseline
    no_position,        ///< no register reads so: it can only be discarded
    note_missing,
    unknown_meter,
    digits_missing,  ///< it may have begun again, and nobody knows where
    digits_differ,   ///< the meter is known to begin again elsewhere
    does_not_fit,    ///< it cannot have gone so far, wherever it begins again
  };
  struct Outcome {
    Verdict verdict;
  };
};

Result<DecideReading::Outcome> execute(store::WriteTx& tx, DecideReading const& command);

}  // namespace e2ms::command
