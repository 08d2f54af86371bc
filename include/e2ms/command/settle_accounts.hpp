#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Posts the running charge of the next few accounts of a project and the items of their bills, and
/// closes bills that are over: the day's end. Safe to repeat; what is posted already is not posted
/// again.
struct SettleAccounts {
  ProjectId project;
  Instant at;
  AccountId after;  ///< the last account of the previous batch; {0} to begin
  std::size_t at_most = 200;
  Duration close_after = days(1);  ///< from the end of a bill until it is closed

  struct Outcome {
    AccountId last;      ///< {0} when no account was left
    std::size_t posted;  ///< journals written
    /// Accounts that could not be settled, and why; the others were.
    std::vector<std::pair<AccountId, Fault>> failed = {};
  };
};

Result<SettleAccounts::Outcome> execute(store::WriteTx& tx, SettleAccounts const& command);

/// Closes the books of all days that ended by `until`, a local midnight: no journal will stand
/// before it. Repeating it changes nothing.
struct CloseDay {
  Instant until;
  Instant at;

  struct Outcome {
    bool closed;
  };
};

Result<CloseDay::Outcome> execute(store::WriteTx& tx, CloseDay const& command);

/// Notes that a clockwork job is done up to an instant, so that a restart does not repeat or miss
/// it.
struct FinishJob {
  std::string name;
  Instant done_through;

  struct Outcome {};
};

Result<FinishJob::Outcome> execute(store::WriteTx& tx, FinishJob const& command);

}  // namespace e2ms::command
