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

/// Where the register begins again: as it is known, else the fewest digits that can show the last
/// position. Nothing when the last position lies beyond what is known.
std::optional<Energy> end_of(ReadingCheck const& check) {
  auto const last = check.last->total;
  if (check.rolls_at) return last < *check.rolls_at ? check.rolls_at : std::nullopt;
  std::int64_t size = kSmallestRegisterWh;
  while (size <= last.wh()) size *= 10;
  return Energy::wh(size);
}

/// Most of a register between two readings is a glitch, a cleared or another meter far sooner than
/// energy.
bool is_much(Energy used, Energy end) {
  return used > Energy::wh(end.wh() / 2);
}

/// What a register below its last position is worth.
ReadingVerdict check_below(ReadingCheck const& check, Reading const& reading) {
  auto const end = end_of(check);
  if (!end) return ReadingVerdict::went_down;
  auto const used = moved(check.last->total, reading.total, end);
  if (!could_use(used, reading.taken_at - check.last->at, check.max_power_w))
    return ReadingVerdict::went_down;
  bool const sure = check.rolls_at && reading.total > Energy{} && !is_much(used, *end);
  return sure ? ReadingVerdict::accepted : ReadingVerdict::rolled_over;
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

bool can_reach(LastReading const& earlier, LastReading const& later, RegisterLimits const& limits) {
  auto const used = moved(earlier.total, later.total, limits.rolls_at);
  return used >= Energy{} && could_use(used, later.at - earlier.at, limits.max_power_w);
}

bool may_follow(LastReading const& earlier, LastReading const& later,
                RegisterLimits const& limits) {
  bool const below = limits.rolls_at && later.total < earlier.total;
  if (below && is_much(moved(earlier.total, later.total, limits.rolls_at), *limits.rolls_at))
    return false;
  return can_reach(earlier, later, limits);
}

bool rates_fit(Energy total, std::array<std::optional<Energy>, 5> const& rates,
               std::optional<Energy> rolls_at) {
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
  // Each register begins again in its own time: then they differ by whole ends. Every end that a
  // register may have is a multiple of the smallest.
  auto const end = rolls_at ? rolls_at->wh() : kSmallestRegisterWh;
  auto const apart = ((sum - total).wh() % end + end) % end;
  return apart <= kRateRoundingWh || end - apart <= kRateRoundingWh;
}

ReadingVerdict check_reading(ReadingCheck const& check, Reading const& reading) {
  ENSURE(check.max_power_w > 0);
  if (reading.total < Energy{}) return ReadingVerdict::went_down;
  if (!can_be(reading.total)) return ReadingVerdict::jumped;
  if (!rates_fit(reading.total, reading.rate, check.rolls_at)) return ReadingVerdict::rates_differ;
  if (!check.last) return check_first(check, reading);
  if (reading.taken_at <= check.last->at) return ReadingVerdict::not_later;
  if (reading.total < check.last->total) return check_below(check, reading);
  if (check.lowest_jump && reading.total >= *check.lowest_jump) return ReadingVerdict::jumped;
  if (goes_on_from_below(check, reading)) return ReadingVerdict::went_down;
  if (!plausible(*check.last, reading, check.max_power_w)) return ReadingVerdict::jumped;
  return ReadingVerdict::accepted;
}

}  // namespace e2ms
