#pragma once

#include <array>
#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A person says what a register read, now or in the past. It counts at once. Between readings that
/// are there already it must fit; an actual one takes back later estimates that say more. What it
/// changes of what was charged is posted as differences. Repeating it changes nothing.
struct EnterReading {
  MeterId meter;
  Instant taken_at;
  Energy total;
  std::array<std::optional<Energy>, 5> rates;
  bool estimated;  ///< nobody looked: it gives way to an actual one that says less
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    entered,
    already_entered,
    taken_otherwise,  ///< another reading of that instant is there
    unknown_meter,
    in_the_future,
    before_opening,  ///< of the account that has the meter, or before it was built in
    no_position,     ///< no register reads so
    does_not_fit,    ///< below the one before, above the one after, or more than the meter carries
    note_missing,
    meter_retired,  ///< it was replaced before
  };
  struct Outcome {
    Verdict verdict;
  };
};
Result<EnterReading::Outcome> execute(store::WriteTx& tx, EnterReading const& command);

/// A person takes back a reading that counted. What was charged by it is settled again. Repeating
/// it changes nothing.
struct VoidReading {
  MeterId meter;
  Instant taken_at;
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    voided,
    already_void,
    unknown_reading,  ///< none that counts
    is_opening,       ///< an account, a new baseline or the meter's time begins with it
    note_missing,
    is_boundary,  ///< a ratio begins with it, the room changed hands, or the meter's time ended
  };
  struct Outcome {
    Verdict verdict;
  };
};
Result<VoidReading::Outcome> execute(store::WriteTx& tx, VoidReading const& command);

}  // namespace e2ms::command
