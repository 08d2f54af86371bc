#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "e2ms/query/bill_page.hpp"
#include "router.hpp"

namespace e2ms::http::api {

nlohmann::json bill_sums_json(query::BillSums const& sums, Instant at);

/// A whole bill: its lines, the registers behind them, what came later.
nlohmann::json bill_json(Call const& call, query::BillOf::Page const& page, bool for_tenant);

/// Energy times price: exact yuan, without trailing zeros.
std::string exact_yuan(query::BillEnergyLine const& line);

}  // namespace e2ms::http::api
