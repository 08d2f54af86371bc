#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/subsidy.hpp"
#include "e2ms/store/tx.hpp"

/// What landlords give accounts each month, and what of it was used.
namespace e2ms::query {

/// All grants of an account, newest first.
struct Subsidies {
  AccountId account;

  struct Grant {
    SubsidyId id;
    SubsidyUnit unit;
    std::int64_t quantity;                ///< fen or Wh a month; of each person, if there are some
    std::optional<std::int64_t> persons;  ///< none: for the room
    std::string first_month;
    std::optional<std::string> last_month;
    std::string note;
    std::string actor;
    Instant at;
    std::optional<std::string> ended_from;  ///< the month from which it gives nothing any more
    std::optional<std::string> end_note;
    std::optional<std::string> end_actor;
    std::optional<Instant> ended_at;
  };
  using Answer = std::vector<Grant>;
};
Result<Subsidies::Answer> answer(store::ReadTx& tx, Subsidies const& question);

/// The grants of one month with what runs, in the order in which they are used. What is left when
/// the month ends expires.
struct SubsidyMonth {
  AccountId account;
  std::string month;

  struct Use {
    SubsidyId id;
    SubsidyUnit unit;
    std::int64_t granted;  ///< fen or Wh
    std::int64_t used;     ///< of that
    Money paid;            ///< what it took from the bill

    std::int64_t left() const { return granted - used; }
  };
  using Answer = std::vector<Use>;
};
Result<SubsidyMonth::Answer> answer(store::ReadTx& tx, SubsidyMonth const& question);

}  // namespace e2ms::query
