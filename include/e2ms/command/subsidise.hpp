#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/subsidy.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Months are local ones of the project, "2026-11".
constexpr std::int64_t kMostPersons = 1000;
/// The most that one person, or a room, is given in a month: fen or Wh.
constexpr std::int64_t kLargestGrant = 10'000'000;

/// Gives an account so many yuan or kWh in each month. The first month may be one whose bill is
/// still open; what that pays of what was charged already is posted at once. Repeating it is
/// harmless: `key` grants once.
struct GrantSubsidy {
  ProjectId project;
  AccountId account;
  std::string key;
  SubsidyUnit unit;
  std::int64_t quantity;                ///< fen or Wh; of each person, if there are persons
  std::optional<std::int64_t> persons;  ///< none: for the room
  std::string first_month;
  std::optional<std::string> last_month;  ///< none: open
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    granted,
    already_granted,
    key_used_otherwise,
    unknown_account,  ///< of that project, and open
    month_closed,     ///< the first month's bill is closed, or lies before the account
    wrong_span,       ///< it ends before it begins
    not_allowed,      ///< an amount or a number of persons beyond the bounds
    note_missing,
  };
  struct Outcome {
    Verdict verdict;
    SubsidyId id;  ///< {0} unless granted
  };
};
Result<GrantSubsidy::Outcome> execute(store::WriteTx& tx, GrantSubsidy const& command);

/// Ends a grant from a month on that has not begun; what it gave stays. Repeating it is harmless.
struct EndSubsidy {
  ProjectId project;
  SubsidyId subsidy;
  std::string from_month;
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    ended,
    already_ended,  ///< by that month
    unknown_subsidy,
    month_begun,
    note_missing,
  };
  struct Outcome {
    Verdict verdict;
    AccountId account;
  };
};
Result<EndSubsidy::Outcome> execute(store::WriteTx& tx, EndSubsidy const& command);

}  // namespace e2ms::command
