#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/month_figures.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A person says what the meter's display or the grid's bill tells of a month. The newest entry of
/// a month counts as a whole. What it changes of the bill is posted at once: on a closed one as an
/// adjustment. Repeating it changes nothing.
struct EnterFigures {
  AccountId account;
  std::string bill;  ///< "2026-11"
  MonthFigures figures;
  std::string source;
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    entered,
    unchanged,  ///< the newest entry says the same
    unknown_account,
    no_such_bill,  ///< the account did not live in that month, or it has not begun
    nothing_said,
    out_of_bounds,
    withdrawn,  ///< demand or reactive energy was entered before and is left out
    source_missing,
  };
  struct Outcome {
    Verdict verdict;
  };
};
Result<EnterFigures::Outcome> execute(store::WriteTx& tx, EnterFigures const& command);

}  // namespace e2ms::command
