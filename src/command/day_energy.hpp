#pragma once

#include <optional>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::command {

struct LocalDay {
  Instant begin;
  Instant end;
};

/// What counts on a day, and the nearest before and after it.
struct Way {
  std::optional<store::Counted> before;
  std::vector<store::Counted> during;
  std::optional<store::Counted> after;
  std::optional<Energy> rolls_at;  ///< where the register begins again, if known

  std::vector<LoadPoint> points() const;
};
Result<Way> way_through(store::ReadTx& tx, MeterId meter, LocalDay const& day);

/// What energy_day keeps of a day on which something counts.
struct DayEnergy {
  Instant last_at;
  Energy last;
  Energy used;
  Bytes hours;
};
Result<DayEnergy> day_energy(store::ReadTx& tx, Zone const& zone, MeterId meter,
                             LocalDay const& day, Way const& way);

/// Computes the days that are kept again, around a span in which other readings count now.
Result<void> refresh_days(store::WriteTx& tx, MeterId meter, Instant from, Instant to);

}  // namespace e2ms::command
