#pragma once

#include <vector>

#include "e2ms/query/bill_page.hpp"

namespace e2ms::query {

/// Notes with each bill whose month is over which figures its terms need and nobody has entered.
Result<void> note_missing_figures(store::ReadTx& tx, AccountId account, Instant at,
                                  std::vector<BillSums>& bills);

}  // namespace e2ms::query
