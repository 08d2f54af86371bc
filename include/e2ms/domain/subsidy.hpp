#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/exact.hpp"
#include "e2ms/domain/money.hpp"

/// What a landlord gives towards the electricity of a month (补贴): so many yuan, or so many kWh.
namespace e2ms {

// The numbers of this enum stand in the database: add at the end, never renumber.
enum class SubsidyUnit { yuan = 0, kwh = 1 };

/// What one grant gives in one month, of all persons together.
struct MonthlyGrant {
  SubsidyId id;
  SubsidyUnit unit;
  std::int64_t quantity;  ///< fen or Wh
};

/// What a bill uses of a grant.
struct SubsidyUse {
  SubsidyId grant;
  Exact quantity;  ///< yuan or kWh of the grant
  Exact yuan;      ///< before it is rounded
  Money amount;    ///< never negative

  /// What a unit of it paid.
  Exact price() const { return quantity > 0 ? Exact(yuan / quantity) : Exact(0); }
};

/// Grants are used in the order in which they stand, the tenant's own money after them, and all
/// together never pay more than `electricity`. A grant of kWh pays what the first so many kWh of
/// the bill cost, after what grants of kWh before it paid: in order of tier, all periods of a tier
/// in the same proportion, with the surcharges that are on them. What the tariff gives free is not
/// among them. Lines of one version stand together, versions in order of time.
std::vector<SubsidyUse> use_subsidies(std::vector<MonthlyGrant> const& grants,
                                      std::vector<EnergyLine> const& lines, Money electricity);

/// Whether the month still has some of the grant.
bool lasts(MonthlyGrant const& grant, SubsidyUse const& use);

/// Whether an item of that amount changes what the energy itself costs: what is given back of it,
/// whole kWh, and a reward of the power factor. No grant pays more than what is left then.
bool changes_energy(std::string_view code, Money amount);

/// "subsidy:7", the line of a bill that a grant makes.
std::string subsidy_code(SubsidyId grant);
bool is_subsidy(std::string_view code);

}  // namespace e2ms
