#pragma once

#include <string>
#include <string_view>

#include "e2ms/base/result.hpp"
#include "e2ms/query/bill_page.hpp"
#include "router.hpp"

namespace e2ms::http::api {

/// A bill as the bytes of a workbook: its lines and sums; the registers at both ends; each charge
/// with its two register points, so that every amount can be followed. Yuan have two decimals, kWh
/// three, times are those of the project.
Result<std::string> bill_workbook(Call const& call, query::BillOf::Page const& page);

}  // namespace e2ms::http::api
