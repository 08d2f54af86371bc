#pragma once

#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/line_figures.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Writes down how some lines do, in place of what was written before.
struct NoteFigures {
  /// Nobody waits for it in person.
  static constexpr bool kPatient = true;

  struct Line {
    LineId id;
    LineFigures figures;
  };
  std::vector<Line> lines;
  Instant at;

  struct Outcome {};
};
Result<NoteFigures::Outcome> execute(store::WriteTx& tx, NoteFigures const& command);

}  // namespace e2ms::command
