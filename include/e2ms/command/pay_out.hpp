#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Money that an account has, given back at the desk (退款): of one that moved out, or of one that
/// paid too much. Never more than the wallet holds after what runs was posted; credit is not paid
/// out. Safe to repeat: the reference is the key, as of a top-up.
struct PayOut {
  ProjectId project;
  AccountId account;
  Purpose purpose;  ///< which wallet it comes out of
  Money amount;
  Channel channel;
  std::string reference;
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    paid_out,
    already_paid_out,    ///< same key, account, amount, purpose and channel
    key_used_otherwise,  ///< same key for anything else
    unknown_account,
    amount_not_allowed,  ///< not positive or above kLargestMoney
    more_than_there_is,  ///< `left` says how much there is
    note_missing,
  };
  struct Outcome {
    Verdict verdict;
    PayOutId pay_out;  ///< of the first time, when already_paid_out
    Money left;        ///< in that wallet
  };
};

Result<PayOut::Outcome> execute(store::WriteTx& tx, PayOut const& command);

/// Takes a pay-out back with a linked journal; a second time does nothing.
struct ReversePayOut {
  ProjectId project;
  PayOutId pay_out;
  std::string reason;
  std::string actor;
  Instant at;

  enum class Verdict { reversed, already_reversed, unknown_pay_out };
  struct Outcome {
    Verdict verdict;
    AccountId account;
  };
};

Result<ReversePayOut::Outcome> execute(store::WriteTx& tx, ReversePayOut const& command);

}  // namespace e2ms::command
