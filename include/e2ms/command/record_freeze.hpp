#pragma once

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/freeze_check.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A meter was asked for what it noted at a midnight. Checked against its clock and the registers
/// around; a freeze says when energy was used and moves no money. Safe to repeat: the meter and the
/// midnight are the key. One that was not accepted and was read later than this one, by a clock
/// that ran ahead, is replaced.
struct RecordFreeze {
  MeterId meter;
  Instant midnight;
  std::optional<Freeze> freeze;  ///< none: the meter does not hold it
  Duration allowed_drift;        ///< of a clock that is believed
  Instant read_at;

  enum class Verdict { recorded, already_recorded, unknown_meter };
  struct Outcome {
    Verdict verdict;
    FreezeVerdict worth;
  };
};
Result<RecordFreeze::Outcome> execute(store::WriteTx& tx, RecordFreeze const& command);

}  // namespace e2ms::command
