#pragma once

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/reading_check.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A meter was read. Checks the reading against the last accepted one, extends the running charge,
/// takes the relay state it carries as a read-back and reviews the supply (a cut-off decision posts
/// the running charge first). A doubtful reading is kept with its reason and moves no money; its
/// relay state is as true as any other. Safe to repeat: the meter and the instant are the key.
struct RecordReading {
  /// Thousands of meters trickle in one by one.
  static constexpr bool kPatient = true;

  MeterId meter;
  Reading reading;

  enum class Verdict { accepted, quarantined, already_recorded, unknown_meter };
  struct Outcome {
    Verdict verdict;
    ReadingVerdict why;
    bool supply_changed;  ///< the meter's keeper has an order to carry out
  };
};

Result<RecordReading::Outcome> execute(store::WriteTx& tx, RecordReading const& command);

}  // namespace e2ms::command
