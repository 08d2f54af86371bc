#pragma once

#include "e2ms/command/enter_reading.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::command {

/// The readings that count around an instant.
struct Around {
  std::optional<store::Counted> before;
  std::optional<store::Counted> at;
  std::optional<store::Counted> after;
};
Result<Around> around(store::ReadTx& tx, MeterId meter, Instant at);

/// Enters a reading for a caller who has more to change and reviews the account himself.
Result<EnterReading::Outcome> enter_unreviewed(store::WriteTx& tx, EnterReading const& command);

/// What typing in a reading said, in the words of the command that did so; `done` when it is there.
template <class Verdict>
Verdict verdict_of(EnterReading::Verdict entered, Verdict done) {
  using Entering = EnterReading::Verdict;
  switch (entered) {
    case Entering::entered:
    case Entering::already_entered:
      return done;
    case Entering::taken_otherwise:
      return Verdict::reading_exists;
    case Entering::unknown_meter:
      return Verdict::unknown_meter;
    case Entering::in_the_future:
      return Verdict::in_the_future;
    case Entering::before_opening:
      return Verdict::before_opening;
    case Entering::no_position:
      return Verdict::no_position;
    case Entering::does_not_fit:
      return Verdict::does_not_fit;
    case Entering::note_missing:
      return Verdict::note_missing;
    case Entering::meter_retired:
      return Verdict::meter_retired;
  }
  ENSURE(entered == Entering::entered);
  return done;
}

}  // namespace e2ms::command
