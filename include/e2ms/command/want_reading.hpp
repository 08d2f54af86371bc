#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/read_wish.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A person wants a meter to be read now. One wish of a meter is open at a time; wanting again what
/// is wanted changes nothing. RecordReading fulfils it.
struct WantReading {
  /// What one person may want at once: the lines are there for everybody.
  static constexpr std::int64_t kMostOpen = 20;

  MeterId meter;
  Instant at;
  std::string actor;

  enum class Verdict { asked, already_open, too_many, unknown_meter, meter_retired };
  struct Outcome {
    Verdict verdict;
  };
};
Result<WantReading::Outcome> execute(store::WriteTx& tx, WantReading const& command);

/// The wish cannot be fulfilled. One that is not older than `asked_at`; a newer one stays.
struct NoteReadMissed {
  MeterId meter;
  ReadOutcome outcome;
  Instant asked_at;
  Instant at;

  struct Outcome {};
};
Result<NoteReadMissed::Outcome> execute(store::WriteTx& tx, NoteReadMissed const& command);

}  // namespace e2ms::command
