#include "e2ms/domain/freeze_check.hpp"

#include "e2ms/base/ensure.hpp"

namespace e2ms {

namespace {

bool fits(FreezeCheck const& check, Energy total) {
  auto const& before = check.before;
  auto const& after = check.after;
  if (!before && !after) return false;
  RegisterLimits const limits{check.max_power_w, check.rolls_at};
  if (before && !may_follow(*before, {check.midnight, total}, limits)) return false;
  return !after || may_follow({check.midnight, total}, *after, limits);
}

}  // namespace

FreezeVerdict check_freeze(FreezeCheck const& check, std::optional<Freeze> const& freeze) {
  ENSURE(check.max_power_w > 0);
  if (!freeze) return FreezeVerdict::absent;
  auto const off = freeze->frozen_at - check.midnight;
  if (off > kFreezeTolerance || Duration{-off.ms} > kFreezeTolerance)
    return FreezeVerdict::off_midnight;
  if (!check.clock_trusted) return FreezeVerdict::clock_untrusted;
  bool const register_like = freeze->total >= Energy{} && freeze->total <= kLargestRegister;
  return register_like && fits(check, freeze->total) ? FreezeVerdict::accepted
                                                     : FreezeVerdict::misfit;
}

}  // namespace e2ms
