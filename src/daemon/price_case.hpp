#pragma once

#include <nlohmann/json.hpp>

namespace e2ms::daemon {

/// Answers one case of `e2ms price`: bills, the steps of a ledger, a power factor or an allocation;
/// or {"id", "error"} with the place of the first mistake. Never throws for what a person wrote.
nlohmann::ordered_json price_case(nlohmann::json const& json);

}  // namespace e2ms::daemon
