#pragma once

#include <string_view>
#include <vector>

#include "e2ms/domain/billing.hpp"
#include "e2ms/domain/month_figures.hpp"

/// The lines of a bill beside those of its energy: fees and capacity that come with the days,
/// credits, and what only a whole month knows: whole kWh, demand, power factor, the minimum and
/// VAT.
namespace e2ms {

/// The part of VAT that is on fees of the house; they are paid out of another wallet.
inline constexpr char kFeeVat[] = "vat:fees";

/// What lines of energy cost in whole kWh more than to the Wh; its quantity is the whole kWh.
inline constexpr char kWholeKwh[] = "whole_kwh";

/// A line of energy as it stands, posted or not.
struct EnergyLine {
  BillLineKey key;
  Exact kwh;
  Exact price;
};

/// What a bill's items are computed from. `task` says zone, versions and `as_of`, and has that one
/// bill; its meters and readings are not asked. Days count when they have ended; what needs the
/// whole month comes when it is over, and waits while figures are missing that its terms need.
struct BillItems {
  std::vector<BillLine> lines;         ///< in order of their keys; those of amount zero too
  std::vector<MissingFigure> missing;  ///< of a month that is over
  std::optional<BillingProblem> problem;
};
BillItems bill_items(BillingTask const& task, std::vector<EnergyLine> const& energy);

/// Whether a line is one of energy: the rest are items.
bool is_energy_line(std::string_view code);

/// A fee of the house, like rent: what is owed of it never counts for the supply of electricity
/// (Civil Code, article 944).
bool is_fee(std::string_view code);

/// Whether terms have items at all.
bool has_items(TariffVersion const& terms);

}  // namespace e2ms
