#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/tariff.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// What a month of the accounts of a tariff would have cost by other terms, beside what it costs by
/// those that were valid: both settled from the readings, so that only the terms differ. A page of
/// accounts at a time.
struct DryRun {
  ProjectId project;
  Id<struct TariffTag> tariff;
  TariffVersion const* terms;  ///< outlives the question
  Instant month;               ///< any instant in it
  AccountId after{0};
  std::int64_t at_most;

  /// Why a month of an account cannot be compared.
  enum class Obstacle {
    not_open,   ///< the account began after that month
    no_price,   ///< some of it was used when no version was valid
    readings,   ///< the readings of a meter cannot be settled
    opening,    ///< a meter's opening reading is not what the account began with
    too_large,  ///< an amount is beyond what can be charged
    figures,    ///< its terms need demand or reactive energy that nobody has entered for the month
  };

  struct Row {
    AccountId account;
    std::string tenant;
    std::string room;
    Energy used;
    Money before;
    Money after;
    std::optional<Obstacle> obstacle;  ///< then the amounts mean nothing
  };
  using Answer = std::vector<Row>;
};
Result<DryRun::Answer> answer(store::ReadTx& tx, DryRun const& question);

}  // namespace e2ms::query
