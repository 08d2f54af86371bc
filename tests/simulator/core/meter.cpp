#include "simulator/core/meter.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "simulator/core/bytes.hpp"
#include "simulator/core/civil.hpp"

namespace e2ms_sim {
namespace {

// Sharp 0, peak 1, flat 2, valley 3, by hour; the same sum as the total, as in a real meter.
constexpr std::size_t kRateOfHour[24] = {3, 3, 3, 3, 3, 3, 3, 2, 1, 1, 0, 2,
                                         2, 2, 1, 1, 1, 2, 1, 0, 0, 1, 2, 3};

constexpr std::int64_t kClockToleranceMs = 5 * kMinuteMs;

std::int64_t root(std::int64_t square) {
  std::int64_t low = 0;
  std::int64_t high = 3'000'000;
  while (low < high) {
    auto const middle = (low + high + 1) / 2;
    if (middle * middle <= square)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

std::array<std::int64_t, 4> spread(std::int64_t wms) {
  std::array<std::int64_t, 4> const parts{wms / 10, wms * 3 / 10, wms * 4 / 10, 0};
  auto out = parts;
  out[3] = wms - parts[0] - parts[1] - parts[2];
  return out;
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t out = 0;
  for (char const c : text) out = out * 131 + static_cast<unsigned char>(c);
  return out;
}

}  // namespace

Meter::Meter(MeterSpec spec, World const& world)
    : spec_{std::move(spec)},
      seed_{mix(world.seed, number_of(spec_.address))},
      utc_offset_ms_{world.utc_offset_min * kMinuteMs},
      speed_{world.speed},
      counted_to_ms_{world.start_ms} {
  state_.rate_wms = spread(spec_.initial_wh * kWmsPerWh);
  state_.clock_off_ms = spec_.clock_off_ms;
  if (speaks_dlt645(spec_.model)) {
    auto const label = from_hex(spec_.address).value_or(Bytes{});
    std::copy_n(label.rbegin(), std::min(label.size(), wire_address_.size()),
                wire_address_.begin());
  } else if (wire_of(spec_.model) == Wire::modbus) {
    unit_ = std::stoi(spec_.address);
  }
}

void Meter::restore(std::int64_t now_ms, MeterState const& state) {
  state_ = state;
  counted_to_ms_ = now_ms;
  due_ = false;
}

void Meter::advance(std::int64_t now_ms) {
  if (due_ && due_ms_ <= now_ms) {
    count(due_ms_);
    due_ = false;
    if (!spec_.relay_stuck) move_relay(due_open_);
  }
  count(now_ms);
}

void Meter::count(std::int64_t until_ms) {
  while (true) {
    auto const midnight = counted_to_ms_ + kDayMs - clock_local_ms(counted_to_ms_) % kDayMs;
    if (midnight > until_ms) break;
    count_load(midnight);
    freeze(midnight);
  }
  count_load(until_ms);
}

void Meter::freeze(std::int64_t now_ms) {
  constexpr std::size_t kDaysKept = 62;
  FrozenDay day{clock_local_ms(now_ms), {}};
  for (std::size_t rate = 0; rate < day.centikwh.size(); ++rate)
    day.centikwh[rate] = register_centikwh(static_cast<int>(rate));
  frozen_.push_front(day);
  if (frozen_.size() > kDaysKept) frozen_.pop_back();
}

std::optional<FrozenDay> Meter::frozen_day(unsigned back) const {
  if (back < 1 || back > frozen_.size()) return std::nullopt;
  return frozen_[back - 1];
}

void Meter::count_load(std::int64_t until_ms) {
  // A clock that jumped back makes no energy and starts counting anew from there.
  if (state_.relay_open) counted_to_ms_ = until_ms;
  while (counted_to_ms_ < until_ms) {
    auto const at = local(counted_to_ms_);
    auto const slot_end = counted_to_ms_ + kSlotMs - at % kSlotMs;
    auto const end = std::min(slot_end, until_ms);
    auto const hour = static_cast<std::size_t>(at % kDayMs / (60 * kMinuteMs));
    auto const watt = e2ms_sim::load_w(spec_.curve, spec_.peak_w, seed_, at);
    state_.rate_wms[kRateOfHour[hour]] += watt * (end - counted_to_ms_) * speed_;
    counted_to_ms_ = end;
  }
  counted_to_ms_ = until_ms;
}

std::int64_t Meter::energy_wh() const {
  auto const sum = std::accumulate(state_.rate_wms.begin(), state_.rate_wms.end(), 0LL);
  return sum / kWmsPerWh;
}

std::int64_t Meter::register_centikwh(int rate) const {
  if (rate == 0) return energy_wh() / 10 % 100'000'000;
  return state_.rate_wms[static_cast<std::size_t>(rate - 1)] / kWmsPerWh / 10 % 100'000'000;
}

std::int64_t Meter::load_w(std::int64_t now_ms) const {
  if (state_.relay_open) return 0;
  return e2ms_sim::load_w(spec_.curve, spec_.peak_w, seed_, local(now_ms));
}

Electrical Meter::electrical(std::int64_t now_ms) const {
  Electrical out;
  auto const chance = mix(seed_, static_cast<std::uint64_t>(local(now_ms) / kSlotMs), 7);
  out.total_w = load_w(now_ms);
  out.centihertz = 4997 + static_cast<std::int64_t>(chance % 7);
  if (out.total_w > 0) out.pf_permille = 880 + static_cast<std::int64_t>((chance >> 8) % 110);
  std::size_t const phases = has_three_phases(spec_.model) ? 3 : 1;
  // A house is never spread evenly over its phases.
  std::array<std::int64_t, 3> const share = phases == 1 ? std::array<std::int64_t, 3>{100, 0, 0}
                                                        : std::array<std::int64_t, 3>{40, 33, 27};
  std::int64_t left = out.total_w;
  for (std::size_t i = 0; i < phases; ++i) {
    auto const wobble = static_cast<std::int64_t>((chance >> (16 + 8 * i)) % 61);
    auto const watt = i + 1 == phases ? left : out.total_w * share[i] / 100;
    left -= watt;
    out.watt[i] = watt;
    // The line drops about one volt per kilowatt.
    out.decivolt[i] = std::max<std::int64_t>(2190 + wobble - watt / 100, 1980);
    out.milliamp[i] = watt * 10'000'000 / (out.decivolt[i] * out.pf_permille);
    out.volt_ampere[i] = watt * 1000 / out.pf_permille;
    auto const va = out.volt_ampere[i];
    out.var[i] = root(std::max<std::int64_t>(va * va - watt * watt, 0));
    out.total_var += out.var[i];
    out.total_va += va;
  }
  return out;
}

std::int64_t Meter::clock_local_ms(std::int64_t now_ms) const {
  return local(now_ms) + state_.clock_off_ms;
}

void Meter::set_clock(std::int64_t now_ms, std::int64_t local_ms) {
  state_.clock_off_ms = local_ms - local(now_ms);
}

bool Meter::adjust_clock(std::int64_t now_ms, std::int64_t local_ms) {
  auto const shown = clock_local_ms(now_ms);
  auto const difference = local_ms > shown ? local_ms - shown : shown - local_ms;
  if (difference > kClockToleranceMs || state_.broadcast_day == shown / kDayMs) return false;
  set_clock(now_ms, local_ms);
  state_.broadcast_day = local_ms / kDayMs;
  return true;
}

void Meter::move_relay(bool open) {
  if (state_.relay_open == open) return;
  state_.relay_open = open;
  (open ? state_.trips : state_.closes) += 1;
  relay_changed_ = true;
}

void Meter::command(std::int64_t now_ms, bool open, std::int64_t after_ms) {
  advance(now_ms);
  relay_changed_ = relay_changed_ || state_.command_open != open;
  state_.command_open = open;
  due_ = after_ms >= 0;
  due_ms_ = now_ms + after_ms;
  due_open_ = open;
  advance(now_ms);
}

bool Meter::trip(std::int64_t now_ms) {
  if (state_.keep_power) return false;
  command(now_ms, true, spec_.trip_delay_ms);
  return true;
}

void Meter::close(std::int64_t now_ms) {
  command(now_ms, false, 0);
}

void Meter::allow_close(std::int64_t now_ms) {
  command(now_ms, false, spec_.key_press_ms);
}

void Meter::keep_power(std::int64_t now_ms, bool keep) {
  state_.keep_power = keep;
  relay_changed_ = true;
  if (keep) close(now_ms);
}

void Meter::force_relay(std::int64_t now_ms, bool open) {
  advance(now_ms);
  due_ = false;
  state_.command_open = open;
  move_relay(open);
  relay_changed_ = true;
}

bool Meter::take_relay_change() {
  return std::exchange(relay_changed_, false);
}

void Meter::set_speed(std::int64_t now_ms, std::int64_t speed) {
  advance(now_ms);
  speed_ = speed;
}

void Meter::set_curve(std::int64_t now_ms, Curve const& curve) {
  advance(now_ms);
  spec_.curve = curve;
}

void Meter::set_energy_wh(std::int64_t now_ms, std::int64_t wh) {
  advance(now_ms);
  state_.rate_wms = spread(wh * kWmsPerWh);
}

bool Meter::take_glitch() {
  if (spec_.glitch_zero <= 0) return false;
  --spec_.glitch_zero;
  return true;
}

}  // namespace e2ms_sim
