#pragma once

#include <cstddef>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Packs the readings of the next few closed days of a project's meters and writes down each day's
/// energy. A reading that was doubtful, or that a charge, an opening or a decision begins or ends
/// with, stays as it is, with its raw text. A day is packed once: what comes late for it stays too.
/// A day that cannot be computed, because a pack beside it cannot be read, is left with all that
/// follows it as it is, and told of; the other meters go on. Safe to repeat.
struct CompactReadings {
  ProjectId project;
  Instant before;  ///< only local days that have ended by then
  MeterId after;   ///< the last meter that is done; {0} to begin
  /// So many that the writer is soon free again.
  std::size_t days_at_most = 1;
  std::size_t meters_at_most = 200;

  struct Damage {
    MeterId meter;
    Instant day;
    Fault fault;
  };
  struct Outcome {
    MeterId last;  ///< the last meter that is done now, or left alone
    bool more;
    std::size_t days;             ///< of one meter each
    std::size_t readings;         ///< that are packed now
    std::vector<Damage> damaged;  ///< meters that are left alone, with the day they stopped at
  };
};

Result<CompactReadings::Outcome> execute(store::WriteTx& tx, CompactReadings const& command);

/// Forgets packed readings that have been kept long enough. The days' energy stays, and so does
/// every reading that is not packed, and every pack of which no day's energy is known. Goes forward
/// at most `reach` from each meter's oldest pack: a clock that ran ahead for a night takes no more
/// than that.
struct ForgetReadings {
  ProjectId project;
  Instant before;
  MeterId after;  ///< the last meter that is done; {0} to begin
  Duration reach = days(31);
  std::size_t meters_at_most = 20;

  struct Outcome {
    MeterId last;        ///< {0} when no meter was left
    std::size_t meters;  ///< of which something was forgotten
  };
};

Result<ForgetReadings::Outcome> execute(store::WriteTx& tx, ForgetReadings const& command);

}  // namespace e2ms::command
