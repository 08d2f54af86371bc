#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/public_share.hpp"
#include "e2ms/store/metered.hpp"

/// A month of a sharing group, calculated from readings, rules and the grid's bills as they stand.
/// What is shown beforehand, what is posted and what the audit expects is this one calculation.
namespace e2ms::store {

using SharingId = Id<struct SharingTag>;
using ShareRuleId = Id<struct ShareRuleTag>;
using ShareRunId = Id<struct ShareRunTag>;
using GridBillId = Id<struct GridBillTag>;

/// One meter's part.
struct ShareMeter {
  MeterId meter;
  ShareRole role;
  Metered metered;
  std::optional<GridBillId> grid_bill;  ///< of a main meter
};

/// What the month cannot be calculated without.
struct ShareGap {
  enum class Kind { reading_before, reading_after, grid_bill };
  MeterId meter;
  Kind kind;

  friend bool operator==(ShareGap const&, ShareGap const&) = default;
};

struct ShareMonthResult {
  enum class State { calculated, unknown_sharing, no_rule, not_over, incomplete };
  State state;
  ShareRuleId rule = {};
  std::vector<ShareGap> missing = {};  ///< of an incomplete month
  // Of a calculated one:
  ShareTerms terms = {};
  ShareInputs inputs = {};
  std::vector<ShareMeter> meters = {};
  MonthShares shares = {};
};

/// `bill` is a local month, "2026-11".
Result<ShareMonthResult> share_month(ReadTx& tx, ProjectId project, SharingId sharing,
                                     std::string const& bill, Instant now);

/// From the first instant of a local month to that of the next.
Span month_span(std::string const& bill, Zone const& zone);

/// The rule of a number.
ShareTerms share_terms(ReadTx& tx, ShareRuleId rule);

/// A month that is over of a group whose rule says that it is posted by itself.
struct AutomaticMonth {
  SharingId sharing;
  std::string bill;
};

/// Those that were not posted yet, or in which a room turned out to have had other hands, and the
/// month before; of the last `kAutomaticMonths` at most. In order of groups and months.
constexpr int kAutomaticMonths = 24;
std::vector<AutomaticMonth> automatic_months(ReadTx& tx, ProjectId project, Instant at);

/// A month as it was calculated and posted.
struct ShareRun {
  ShareRunId id;
  ShareRuleId rule;
  ShareInputs inputs;
  std::vector<ShareMeter> meters;
};

/// The newest run of a month, if there is one.
std::optional<ShareRun> last_share_run(ReadTx& tx, SharingId sharing, std::string const& bill);

}  // namespace e2ms::store
