#pragma once

#include <cstddef>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Posts the running charge of the next few accounts of a project: the day's end. Safe to repeat;
/// what is posted already is not posted again.
struct SettleAccounts {
  ProjectId project;
  Instant at;
  AccountId after;  ///< the last account of the previous batch; {0} to begin
  std::size_t at_most = 200;

  struct Outcome {
    AccountId last;      ///< {0} when no account was left
    std::size_t posted;  ///< journals written
  };
};

Result<SettleAccounts::Outcome> execute(store::WriteTx& tx, SettleAccounts const& command);

/// Notes that a clockwork job is done up to an instant, so that a restart does not repeat or miss
/// it.
struct FinishJob {
  std::string name;
  Instant done_through;

  struct Outcome {};
};

Result<FinishJob::Outcome> execute(store::WriteTx& tx, FinishJob const& command);

}  // namespace e2ms::command
