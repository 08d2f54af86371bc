#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/dues.hpp"
#include "e2ms/query/board.hpp"
#include "e2ms/store/tx.hpp"

/// What closed bills ask for, until when, and what of it is not paid.
namespace e2ms::query {

/// Closed bills and their adjustments, in order of their due.
struct Dues {
  AccountId account;

  struct Stand {
    std::string bill;
    std::int64_t adjustment;  ///< 0: of the bill itself
    Instant due_at;           ///< from here on it is overdue
    Money amount;             ///< out of the wallet for electricity
    Money fees;               ///< out of the wallet for fees
    Money unpaid;             ///< of the amount
    Money unpaid_fees;
  };
  using Answer = std::vector<Stand>;
};
Result<Dues::Answer> answer(store::ReadTx& tx, Dues const& question);

/// How an account pays.
struct DueTerms {
  AccountId account;

  struct Answer {
    PaymentMode mode;
    std::int64_t days;  ///< from the closing of a bill until it is due
    std::string time_zone;
  };
};
Result<DueTerms::Answer> answer(store::ReadTx& tx, DueTerms const& question);

/// Accounts of a project that owe what is past due, the largest debt first. Whoever pays in advance
/// owes whatever his balance is below zero.
struct Arrears {
  ProjectId project;
  Instant at;

  struct Debtor {
    Place place;
    std::optional<std::string> bill;  ///< the oldest that is not paid; none while it is still open
    std::optional<Instant> due_at;    ///< of that bill
    Money amount;                     ///< of electricity
    Money fees;
  };
  using Answer = std::vector<Debtor>;
};
Result<Arrears::Answer> answer(store::ReadTx& tx, Arrears const& question);

}  // namespace e2ms::query
