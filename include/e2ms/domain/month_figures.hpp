#pragma once

#include <optional>
#include <vector>

#include "e2ms/domain/billing.hpp"
#include "e2ms/domain/energy.hpp"

/// What a person read from the meter's display or from the grid's bill for one month of an account,
/// because the readings do not tell it.
namespace e2ms {

struct MonthFigures {
  std::optional<std::int64_t> demand_mw =
      std::nullopt;                             ///< highest power, in mW: kW to six decimals
  std::optional<Energy> energy = std::nullopt;  ///< where the grid's meter says another; for the
                                                ///< power factor alone
  std::optional<std::int64_t> reactive_varh = std::nullopt;

  friend bool operator==(MonthFigures const&, MonthFigures const&) = default;
};

/// So that no product of two figures leaves its bounds.
inline constexpr std::int64_t kLargestFigure = 1'000'000'000'000'000;

void use_figures(MonthFigures const& figures, BillPeriod& period);

enum class MissingFigure { demand, reactive };

/// What the terms at a bill's end need and nobody has entered: the demand, and reactive energy
/// where active energy was used. `terms`: null when nothing prices the bill.
std::vector<MissingFigure> missing_figures(TariffVersion const* terms, BillPeriod const& period,
                                           Exact const& kwh);

}  // namespace e2ms
