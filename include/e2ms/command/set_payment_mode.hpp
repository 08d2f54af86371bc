#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/dues.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// From now on an account pays in advance or afterwards. It moves no money: what is owed from
/// before stays due, and a bill keeps the date on which it is due. Repeating it is harmless.
struct SetPaymentMode {
  ProjectId project;
  AccountId account;
  PaymentMode mode;
  std::optional<std::int64_t> due_days;  ///< after a bill was closed; none: as in the project
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    set,
    already_so,
    unknown_account,  ///< of that project, and open
    not_allowed,      ///< days beyond the bounds
    note_missing,
  };
  struct Outcome {
    Verdict verdict;
  };
};
Result<SetPaymentMode::Outcome> execute(store::WriteTx& tx, SetPaymentMode const& command);

}  // namespace e2ms::command
