#pragma once

#include <vector>

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::store {

/// The account's unposted energy, in order of its bill lines, as price_accruals wants it.
std::vector<Accrual> accruals(ReadTx& tx, AccountId account);

}  // namespace e2ms::store
