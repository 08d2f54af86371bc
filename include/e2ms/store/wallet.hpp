#pragma once

#include <vector>

#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::store {

/// The account's unposted energy, in order of its bill lines, as price_accruals wants it.
std::vector<Accrual> accruals(ReadTx& tx, AccountId account);

/// The terms of a version; they live until the end of the transaction. bad_value when its document
/// says nothing that can be charged by.
Result<PublishedVersion> published(ReadTx& tx, TariffVersionId id, Instant valid_from);

/// What prices the account's energy from an instant on; not_found when nothing does yet.
Result<Pricing> pricing(ReadTx& tx, AccountId account, Instant from);

/// What has been posted on the energy lines of a bill, with their prices.
std::vector<EnergyLine> posted_energy(ReadTx& tx, Pricing const& prices, AccountId account,
                                      std::string const& bill);

}  // namespace e2ms::store
