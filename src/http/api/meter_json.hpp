#pragma once

#include "api/render.hpp"
#include "e2ms/query/meter_page.hpp"

namespace e2ms::http::api {

/// A reading as lists and pages show it.
nlohmann::json reading_json(query::StoredReading const& reading, std::int64_t ratio,
                            unsigned decimals, int phases, bool has_relay);

/// What a meter is, where it hangs, what it said last and what its relay shall do. not_found when
/// the caller's project has no such meter.
Result<Shown> meter_json(store::ReadTx& tx, Call const& call, MeterId meter);

/// Why a decision is as it is. `note` is null for tenants.
nlohmann::json reason_json(query::Decisions::Decision const& decision, bool for_tenant);

/// Where the order of a decision stands; null when it needed none.
nlohmann::json order_state(query::Decisions::Decision const& decision, std::size_t steps);

/// The meter's own place on its room's board; nothing when there is none.
Result<query::Place> place_of(store::ReadTx& tx, Call const& call, MeterId meter);

}  // namespace e2ms::http::api
