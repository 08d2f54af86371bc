#include "e2ms/domain/reading_check.hpp"

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/reading.hpp"

namespace e2ms {

namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;
/// A register shows whole steps (10 Wh on most meters), so two honest readings in quick
/// succession may differ by a step or two at any power.
constexpr std::int64_t kRegisterStepsWh = 40;
/// A register of n digits before the point begins again at 10^n kWh.
constexpr std::int64_t kSmallestRegisterWh = 100'000'000;
/// The parts of a total are rounded each on its own.
constexpr std::int64_t kRateRoundingWh = 100;

bool can_be(Energy position) {
  return position >= Energy{} && position <= kLargestRegister;
}

bool could_use(Energy used, Duration span, std::int64_t max_power_w) {
  Wide const most = static_cast<Wide>(max_power_w) * span.ms / kMsPerHour + kRegisterStepsWh;
  return used.wh() <= most;
}

bool plausible(LastReading const& last, Reading const& reading, std::int64_t max_power_w) {
  return could_use(reading.total - last.total, reading.taken_at - last.at, max_power_w);
}

/// Whether the register may have gone through its largest position: 10^n kWh for the fewest digits
/// that can show the last one.
bool may_have_rolled_over(ReadingCheck const& check, Reading const& reading) {
  std::int64_t size = kSmallestRegisterWh;
  while (size <= check.last->total.wh()) size *= 10;
  auto const used = Energy::wh(size) - check.last->total + reading.total;
  return could_use(used, reading.taken_at - check.last->at, check.max_power_w);
}

/// Whether it goes on from a position below the last accepted one. A dip of a few steps is how a
/// register is rounded.
bool goes_on_from_below(ReadingCheck const& check, Reading const& reading) {
  auto const& lower = check.lower;
  if (!lower || lower->at >= reading.taken_at || lower->total > reading.total) return false;
  bool const in_doubt = lower->total >= check.last->total ||
                        (check.last->total - lower->total).wh() > kRegisterStepsWh;
  return in_doubt && plausible(*lower, reading, check.max_power_w);
}

ReadingVerdict check_first(ReadingCheck const& check, Reading const& reading) {
  auto const& candidate = check.candidate;
  bool const agree = candidate && candidate->at < reading.taken_at &&
                     candidate->total <= reading.total &&
                     plausible(*candidate, reading, check.max_power_w);
  return agree ? ReadingVerdict::accepted : ReadingVerdict::unconfirmed;
}

}  // namespace

bool may_follow(LastReading const& earlier, LastReading const& later, std::int64_t max_power_w) {
  auto const used = later.total - earlier.total;
  return used >= Energy{} && could_use(used, later.at - earlier.at, max_power_w);
}

bool rates_fit(Energy total, std::array<std::optional<Energy>, 5> const& rates) {
  Energy sum;
  bool any = false;
  for (auto const& rate : rates) {
    if (!rate) continue;
    any = true;
    if (!can_be(*rate)) return false;
    sum += *rate;
  }
  // Meters without a time-slot table fill only the total and leave the rates at zero.
  if (!any || sum == Energy{}) return true;
  auto const difference = (sum - total).wh();
  return difference <= kRateRoundingWh && difference >= -kRateRoundingWh;
}

ReadingVerdict check_reading(ReadingCheck const& check, Reading const& reading) {
  ENSURE(check.max_power_w > 0);
  if (reading.total < Energy{}) return ReadingVerdict::went_down;
  if (!can_be(reading.total)) return ReadingVerdict::jumped;
  if (!rates_fit(reading.total, reading.rate)) return ReadingVerdict::rates_differ;
  if (!check.last) return check_first(check, reading);
  if (reading.taken_at <= check.last->at) return ReadingVerdict::not_later;
  if (reading.total < check.last->total)
    return may_have_rolled_over(check, reading) ? ReadingVerdict::rolled_over
                                                : ReadingVerdict::went_down;
  if (check.lowest_jump && reading.total >= *check.lowest_jump) return ReadingVerdict::jumped;
  if (goes_on_from_below(check, reading)) return ReadingVerdict::went_down;
  if (!plausible(*check.last, reading, check.max_power_w)) return ReadingVerdict::jumped;
  return ReadingVerdict::accepted;
}

}  // namespace e2ms
