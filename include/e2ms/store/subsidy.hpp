#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "e2ms/domain/subsidy.hpp"
#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

/// What a bill's grants come to. The supply, the pages, the postings and the audit ask here.
namespace e2ms::store {

struct SubsidyStand {
  MonthlyGrant grant;
  SubsidyUse use;
  Money posted;  ///< never negative; what stands on the bill already

  Money change() const { return use.amount - posted; }
};

/// The grants of a bill if `unposted` energy of it were posted, in the order in which they are
/// used; empty without grants. `changed`: by how much items change what the energy costs, when they
/// are about to be posted anew; else as they are posted. Asks as many rows as the bill has lines.
Result<std::vector<SubsidyStand>> subsidies(ReadTx& tx, AccountId account, std::string const& bill,
                                            std::span<PricedAccrual const> unposted,
                                            std::optional<Money> changed = std::nullopt);

/// What an account used since it was posted last.
struct RunningCharge {
  std::vector<PricedAccrual> charges;  ///< in order of their bills
  Money subsidy;                       ///< what grants will pay of it

  Money due() const { return sum(charges) - subsidy; }
};
Result<RunningCharge> running_charge(ReadTx& tx, AccountId account);

/// Charges in order of their bills, those of each bill by themselves.
std::vector<std::span<PricedAccrual const>> by_bill(std::span<PricedAccrual const> charges);

/// The charges of that bill among them.
std::span<PricedAccrual const> of_bill(std::span<PricedAccrual const> charges,
                                       std::string const& bill);

/// Whether the bill of that name still has something of a grant, with what runs.
Result<bool> subsidy_lasts(ReadTx& tx, AccountId account, std::string const& bill,
                           std::span<PricedAccrual const> unposted);

}  // namespace e2ms::store
