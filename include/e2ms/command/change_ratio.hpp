#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// From a reading on a meter's CT/PT ratio is another one; that reading counts already or is typed
/// in here. It may lie in the past: then the account is settled again from there, up to where a
/// later ratio begins. The first reading, or an instant before it, means from the beginning. What
/// the ratio was before, said of a reading with which another one begins, takes that one back.
/// Repeating it changes nothing.
struct ChangeRatio {
  MeterId meter;
  Instant since;
  std::int64_t ratio;
  std::optional<Energy> total;  ///< of the register then, where no reading is there
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    changed,
    already_so,
    unknown_meter,
    meter_retired,  ///< before that instant
    note_missing,
    in_the_future,
    no_boundary,     ///< no reading of that instant counts, or only an estimate
    reading_exists,  ///< of that instant, and it says otherwise
    before_opening,  ///< of the account that has the meter
    no_position,     ///< no register reads so
    does_not_fit,    ///< the typed reading, between its neighbours
    rates_missing,   ///< the tariff prices rates, which nobody typed in: a whole reading is needed
  };
  struct Outcome {
    Verdict verdict;
  };
};
Result<ChangeRatio::Outcome> execute(store::WriteTx& tx, ChangeRatio const& command);

}  // namespace e2ms::command
