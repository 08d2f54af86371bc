#pragma once

#include <string_view>
#include <vector>

#include "e2ms/domain/billing.hpp"

/// The lines of a bill beside those of its energy: fees and capacity that come with the days,
/// credits, the minimum and VAT.
namespace e2ms {

/// The part of VAT that is on fees of the house; they are paid out of another wallet.
inline constexpr char kFeeVat[] = "vat:fees";

/// A line of energy as it stands, posted or not.
struct EnergyLine {
  BillLineKey key;
  Exact kwh;
  Exact price;
};

/// What a bill's items are computed from. `task` says zone, versions and `as_of`, and has that one
/// bill; its meters and readings are not asked. Days count when they have ended; minimum and VAT
/// come when the bill's time is over.
struct BillItems {
  std::vector<BillLine> lines;  ///< in order of their keys; those of amount zero too
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
