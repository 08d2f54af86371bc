#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

/// Money that came without saying for whom (待认领款), a bank transfer most often. It is in the
/// ledger at once, in the book of suspense, and stays there until a person says whose it is.
namespace e2ms::command {

/// Safe to repeat: the reference is the key of the clerk's request, shared with top-ups.
struct ReceiveUnassigned {
  ProjectId project;
  Money amount;
  Channel channel;
  std::string reference;
  std::string payer;  ///< as the statement names him; may be empty
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    received,
    already_received,    ///< same key, amount, channel and payer
    key_used_otherwise,  ///< same key for another sum, or for a top-up
    amount_not_allowed,  ///< not positive or above kLargestMoney
  };
  struct Outcome {
    Verdict verdict;
    UnassignedId unassigned;
  };
};

Result<ReceiveUnassigned::Outcome> execute(store::WriteTx& tx, ReceiveUnassigned const& command);

/// All of it is a top-up of that account, dated when it was assigned. When that top-up is reversed,
/// it waits again.
struct AssignUnassigned {
  ProjectId project;
  UnassignedId unassigned;
  AccountId account;
  Purpose purpose;
  std::string key;  ///< of the clerk's request
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    assigned,
    already_assigned,  ///< by that key, though it may have been taken back since
    key_used_otherwise,
    not_waiting,  ///< it went somewhere
    unknown_unassigned,
    unknown_account,
  };
  struct Outcome {
    Verdict verdict;
    TopUpId top_up;  ///< of the first time, when already_assigned
  };
};

Result<AssignUnassigned::Outcome> execute(store::WriteTx& tx, AssignUnassigned const& command);

/// It was sent back to its payer, the way it came.
struct ReturnUnassigned {
  ProjectId project;
  UnassignedId unassigned;
  std::string key;  ///< of the clerk's request
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    returned,
    already_returned,  ///< by that key
    key_used_otherwise,
    not_waiting,  ///< it went somewhere
    unknown_unassigned,
    note_missing,
  };
  struct Outcome {
    Verdict verdict;
  };
};

Result<ReturnUnassigned::Outcome> execute(store::WriteTx& tx, ReturnUnassigned const& command);

}  // namespace e2ms::command
