#include "tally.hpp"

namespace e2ms::field {

void Tally::answered(Duration round_trip, Duration now) {
  ++slot(now).answered;
  smoothed_x8_ = last_ ? smoothed_x8_ - smoothed_x8_ / 8 + round_trip.ms : round_trip.ms * 8;
  last_ = round_trip;
}

LineFigures Tally::figures(Duration now) const {
  LineFigures sum;
  auto const current = now.ms / kSlot.ms;
  for (auto const& slot : slots_) {
    bool const within = slot.number >= 0 && slot.number + std::int64_t{kSlots} > current;
    if (!within) continue;
    sum.answered += slot.answered;
    sum.refused += slot.refused;
    sum.silent += slot.silent;
  }
  sum.asked = sum.answered + sum.refused + sum.silent;
  sum.last_round_trip = last_;
  if (last_) sum.round_trip = Duration{smoothed_x8_ / 8};
  sum.heard_at = heard_at_;
  return sum;
}

Tally::Slot& Tally::slot(Duration now) {
  auto const number = now.ms / kSlot.ms;
  auto& slot = slots_[static_cast<std::size_t>(number) % kSlots];
  if (slot.number != number) slot = {.number = number};
  return slot;
}

}  // namespace e2ms::field
