#include "e2ms/domain/supply.hpp"

#include <algorithm>

namespace e2ms {

namespace {

bool fresh(SupplyView const& view) {
  // A reading from the future says that a clock was wrong, and nothing of the meter today.
  return view.reading_at && *view.reading_at <= view.now &&
         view.now - *view.reading_at <= view.fresh_reading;
}

bool warned_in_time(SupplyView const& view) {
  return view.warned_at && view.now - *view.warned_at >= view.warning_grace;
}

/// Enough to come back once the power was off.
bool enough(Means const& means, Money reconnect) {
  if (means.overdue) return *means.overdue <= Money{};
  return means.subsidised || means.available >= reconnect;
}

SupplyRuling rule_by_balance(SupplyView const& view) {
  bool const nothing_left = used_up(view.means);
  if (view.off_for_arrears) {
    bool const back = !nothing_left && (!view.seen_open || enough(view.means, view.reconnect));
    if (back) return {SupplyVerdict::on, SupplyReason::in_credit};
    return {SupplyVerdict::off, SupplyReason::arrears};
  }
  if (!nothing_left) return {SupplyVerdict::on, SupplyReason::in_credit};
  if (!fresh(view) || !warned_in_time(view)) return {SupplyVerdict::held, SupplyReason::arrears};
  return {SupplyVerdict::off, SupplyReason::arrears};
}

}  // namespace

bool used_up(Means const& means) {
  if (means.overdue) return *means.overdue > std::max(means.credit_limit, Money{});
  return means.available <= Money{} && !means.subsidised;
}

SupplyRuling rule_supply(SupplyView const& view) {
  if (!view.hold) return rule_by_balance(view);
  if (view.hold->wanted == Relay::open) return {SupplyVerdict::off, SupplyReason::forced_off};
  return {SupplyVerdict::on, SupplyReason::kept_supplied};
}

SupplyRuling rule_vacant(std::optional<Relay> hold) {
  if (hold == Relay::open) return {SupplyVerdict::off, SupplyReason::forced_off};
  if (hold == Relay::closed) return {SupplyVerdict::on, SupplyReason::kept_supplied};
  return {SupplyVerdict::off, SupplyReason::vacant};
}

WarningLevel warning_level(Means const& means, Money alarm1, Money alarm2) {
  if (used_up(means)) return WarningLevel::arrears;
  if (means.overdue) return *means.overdue > Money{} ? WarningLevel::very_low : WarningLevel::none;
  if (means.subsidised) return WarningLevel::none;
  if (means.available <= alarm2) return WarningLevel::very_low;
  if (means.available <= alarm1) return WarningLevel::low;
  return WarningLevel::none;
}

}  // namespace e2ms
