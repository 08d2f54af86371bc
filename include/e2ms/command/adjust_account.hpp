#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A person puts a balance right (调账): a goodwill, a debt that is written off, what another
/// system had left. Never the way to correct what energy cost: readings, ratios and figures are put
/// right themselves. The house's side stands in the book of adjustments. Safe to repeat by its key;
/// what was wrong is undone by one of the opposite sign.
struct AdjustAccount {
  ProjectId project;
  AccountId account;
  Purpose purpose;  ///< which wallet
  Money amount;     ///< positive: the tenant has more
  std::string key;
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    put_right,
    already_put_right,   ///< same key, same account, amount and purpose
    key_used_otherwise,  ///< same key for another account, amount or purpose
    unknown_account,
    amount_not_allowed,  ///< zero, or beyond kLargestMoney either way
    note_missing,
  };
  struct Outcome {
    Verdict verdict;
    JournalId journal;
  };
};

Result<AdjustAccount::Outcome> execute(store::WriteTx& tx, AdjustAccount const& command);

}  // namespace e2ms::command
