#pragma once

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Of an account that nothing was charged to yet: the energy of its meters from their openings on,
/// in the order in which the readings came, as if they came now.
Result<void> charge_from_openings(store::WriteTx& tx, AccountId account);

}  // namespace e2ms::command
