#pragma once

#include <optional>
#include <vector>

#include "agenda.hpp"
#include "e2ms/device/dialogue.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "learnt_book.hpp"

namespace e2ms::field {

/// One meter as its keeper needs it.
struct MeterPlan {
  MeterId id;
  device::Model const* model;
  device::MeterAddress address;
  std::optional<device::RelayAccess> access;
  bool has_relay;
  Rhythm rhythm;
  std::optional<Instant> last_read;
  Duration clock;  ///< how often it is looked at
  std::optional<Instant> clock_looked;
  bool freezes;  ///< it notes the midnights, and they are wanted
  std::optional<Instant> last_freeze;
  std::optional<Learnt> learnt;
};

/// One line and its meters.
struct LinePlan {
  query::FleetPlan::Line line;
  std::vector<MeterPlan> meters;

  MeterPlan const* find(MeterId meter) const {
    for (auto const& one : meters)
      if (one.id == meter) return &one;
    return nullptr;
  }
};

}  // namespace e2ms::field
