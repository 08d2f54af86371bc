#pragma once

#include "e2ms/base/id.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// The meter that stands in the place of that one now.
inline MeterId meter_in_use(store::ReadTx& tx, MeterId meter) {
  // Ends: each one was built in after the one it replaces.
  while (auto const next = tx.one<MeterId>("share.built_in_place", store::in("meter", meter)))
    meter = *next;
  return meter;
}

}  // namespace e2ms::command
