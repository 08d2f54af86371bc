#include "e2ms/domain/supply.hpp"

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

SupplyRuling rule_by_balance(SupplyView const& view) {
  Money const nothing;
  if (view.off_for_arrears) {
    bool const enough = !view.seen_open || view.available >= view.reconnect;
    bool const back = view.available > nothing && enough;
    if (back) return {SupplyVerdict::on, SupplyReason::in_credit};
    return {SupplyVerdict::off, SupplyReason::arrears};
  }
  if (view.available > nothing) return {SupplyVerdict::on, SupplyReason::in_credit};
  if (!fresh(view) || !warned_in_time(view)) return {SupplyVerdict::held, SupplyReason::arrears};
  return {SupplyVerdict::off, SupplyReason::arrears};
}

}  // namespace

SupplyRuling rule_supply(SupplyView const& view) {
  if (!view.hold) return rule_by_balance(view);
  if (view.hold->wanted == Relay::open) return {SupplyVerdict::off, SupplyReason::forced_off};
  return {SupplyVerdict::on, SupplyReason::kept_supplied};
}

WarningLevel warning_level(Money available, Money alarm1, Money alarm2) {
  if (available <= Money{}) return WarningLevel::arrears;
  if (available <= alarm2) return WarningLevel::very_low;
  if (available <= alarm1) return WarningLevel::low;
  return WarningLevel::none;
}

}  // namespace e2ms
