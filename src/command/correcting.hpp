#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// What changed of a meter's past, and who says so.
struct Correction {
  AccountId account;
  MeterId meter;
  Instant since;  ///< energy from here on may be another
  std::string note;
  std::string actor;
  Instant at;
};

/// Settles the account again from the bill in which the change begins, after the changed facts were
/// written, and posts the differences: one journal for the open bills, an adjustment for each
/// closed one. What is the same again posts nothing. Afterwards nothing runs. The caller reviews
/// the account.
Result<void> settle_again(store::WriteTx& tx, Correction const& correction);

}  // namespace e2ms::command
