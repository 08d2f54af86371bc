#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/query/share_page.hpp"

namespace e2ms::query {

/// What one tenant was charged for a month.
struct DisclosureRow {
  AccountId account;
  std::string tenant;
  std::string room;
  Energy energy;
  Money electricity;  ///< energy, and what comes with it: capacity, minimum, power factor
  Money share;        ///< of losses and public energy
  Money tax;          ///< on top
  Money service;      ///< apart: a service of the house, no electricity

  Money collected() const { return electricity + share + tax; }
};

/// The disclosure sheet of sub-metering for a month: what was paid to the grid beside what tenants
/// were charged for electricity. Of one sharing group or the whole project; nothing when there is
/// no such group. Fees of the house are not in it.
struct Disclosure {
  ProjectId project;
  store::SharingId sharing;  ///< {0}: the project
  std::string bill;
  Instant at;

  struct Sheet {
    std::string project;
    std::string sharing;  ///< empty of the project
    std::string bill;
    std::string time_zone;
    std::vector<GridBillView> grid_bills;
    std::vector<ShareRuleView::Meter> without_grid_bill;  ///< main meters of the group
    std::vector<DisclosureRow> rows;

    Energy paid_energy() const;
    Money paid() const;
    /// All rows together; its names are empty.
    DisclosureRow sum() const;
    /// Hundredths of a percent of what was paid; nothing when that is nothing.
    std::optional<std::int64_t> ratio() const;
  };
  using Answer = std::optional<Sheet>;
};
Result<Disclosure::Answer> answer(store::ReadTx& tx, Disclosure const& question);

}  // namespace e2ms::query
