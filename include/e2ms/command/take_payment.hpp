#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Credits an account for money that was received. Safe to repeat: the reference is the key, that
/// of the cashier's request, and it is shared with money whose owner was not known. Posts the
/// running charge first, so that the receipt shows a settled balance, then reviews the supply.
struct TakePayment {
  AccountId account;
  Money amount;
  Channel channel;
  std::string reference;
  Instant at;
  std::string actor;
  std::string note;
  Purpose purpose = Purpose::electricity;

  enum class Verdict {
    credited,
    already_credited,    ///< same key, account, amount, purpose and channel
    key_used_otherwise,  ///< same key for anything else
    unknown_account,
    amount_not_allowed,  ///< not positive or above kLargestMoney
  };
  struct Outcome {
    Verdict verdict;
    TopUpId top_up;   ///< of the first time, when already_credited
    Money available;  ///< after this payment
  };
};

Result<TakePayment::Outcome> execute(store::WriteTx& tx, TakePayment const& command);

/// Takes a top-up back with a linked journal; nothing is deleted. A second time does nothing.
struct ReversePayment {
  TopUpId top_up;
  Instant at;
  std::string actor;
  std::string reason;

  enum class Verdict { reversed, already_reversed, unknown_top_up };
  struct Outcome {
    Verdict verdict;
    AccountId account;
    Money available;
  };
};

Result<ReversePayment::Outcome> execute(store::WriteTx& tx, ReversePayment const& command);

}  // namespace e2ms::command
