#pragma once

#include <optional>
#include <vector>

#include "agenda.hpp"
#include "e2ms/device/dialogue.hpp"
#include "e2ms/query/fleet_plan.hpp"

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
