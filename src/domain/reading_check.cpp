#include "e2ms/domain/reading_check.hpp"

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/reading.hpp"

namespace e2ms {

namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;
/// A register shows whole steps (10 Wh on most meters), so two honest readings in quick
/// succession may differ by a step or two at any power.
constexpr std::int64_t kRegisterStepsWh = 40;
/// The parts of a total are rounded each on its own.
constexpr std::int64_t kRateRoundingWh = 100;

bool can_be(Energy position) {
  return position >= Energy{} && position <= kLargestRegister;
}

bool rates_fit(Reading const& reading) {
  Energy sum;
  bool any = false;
  for (auto const& rate : reading.rate) {
    if (!rate) continue;
    any = true;
    if (!can_be(*rate)) return false;
    sum += *rate;
  }
  // Meters without a time-slot table fill only the total and leave the rates at zero.
  if (!any || sum == Energy{}) return true;
  auto const difference = (sum - reading.total).wh();
  return difference <= kRateRoundingWh && difference >= -kRateRoundingWh;
}

bool plausible(LastReading const& last, Reading const& reading, std::int64_t max_power_w) {
  auto const used = reading.total - last.total;
  auto const span = reading.taken_at - last.at;
  Wide const most = static_cast<Wide>(max_power_w) * span.ms / kMsPerHour + kRegisterStepsWh;
  return used.wh() <= most;
}

ReadingVerdict check_first(ReadingCheck const& check, Reading const& reading) {
  auto const& candidate = check.candidate;
  bool const agree = candidate && candidate->at < reading.taken_at &&
                     candidate->total <= reading.total &&
                     plausible(*candidate, reading, check.max_power_w);
  return agree ? ReadingVerdict::accepted : ReadingVerdict::unconfirmed;
}

}  // namespace

ReadingVerdict check_reading(ReadingCheck const& check, Reading const& reading) {
  ENSURE(check.max_power_w > 0);
  if (reading.total < Energy{}) return ReadingVerdict::went_down;
  if (!can_be(reading.total)) return ReadingVerdict::jumped;
  if (!rates_fit(reading)) return ReadingVerdict::rates_differ;
  if (!check.last) return check_first(check, reading);
  if (reading.taken_at <= check.last->at) return ReadingVerdict::not_later;
  if (reading.total < check.last->total) return ReadingVerdict::went_down;
  if (!plausible(*check.last, reading, check.max_power_w)) return ReadingVerdict::jumped;
  return ReadingVerdict::accepted;
}

}  // namespace e2ms
