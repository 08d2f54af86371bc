#include "simulator/core/civil.hpp"
#include "simulator/core/dlt645.hpp"

namespace e2ms_sim {
namespace {

using Item = std::optional<Bytes>;

constexpr int kRates = 4;

/// One value for each of A, B, C; a single-phase meter fills the phases it lacks with FF.
template <typename Values>
Item phase_values(Meter const& meter, Values const& values, unsigned phase, int size) {
  std::size_t const phases = has_three_phases(meter.spec().model) ? 3 : 1;
  Bytes out;
  auto const put = [&](std::size_t i) {
    if (i < phases)
      put_bcd(out, values[i], size);
    else
      out.insert(out.end(), static_cast<std::size_t>(size), 0xFF);
  };
  if (phase >= 1 && phase <= 3) {
    put(phase - 1);
  } else if (phase == 0xFF) {
    for (std::size_t i = 0; i < 3; ++i) put(i);
  } else {
    return std::nullopt;
  }
  return out;
}

/// As above with the sum in front: phase 0 is the sum, FF all four.
template <typename Values>
Item with_total(Meter const& meter, std::int64_t total, Values const& values, unsigned phase,
                int size) {
  Bytes out;
  if (phase == 0 || phase == 0xFF) put_bcd(out, total, size);
  if (phase == 0) return out;
  auto const phases = phase_values(meter, values, phase, size);
  if (!phases) return std::nullopt;
  out.insert(out.end(), phases->begin(), phases->end());
  return out;
}

/// 00kkrr00: combined and forward energy count the load, reverse stands at zero. rr is the
/// total, a rate or FF for all of them.
Item energy(Meter& meter, std::uint32_t item) {
  unsigned const kind = item >> 16 & 0xFF;
  unsigned const rate = item >> 8 & 0xFF;
  bool const known = kind <= 2 && (item & 0xFF) == 0 && (rate <= kRates || rate == 0xFF);
  if (!known) return std::nullopt;
  bool const zero = meter.take_glitch() || kind == 2;
  // Combined energy has a sign bit and so one digit less in front.
  std::int64_t const roll_over = kind == 0 ? 80'000'000 : 100'000'000;
  int const first = rate == 0xFF ? 0 : static_cast<int>(rate);
  int const last = rate == 0xFF ? kRates : first;
  Bytes out;
  for (int i = first; i <= last; ++i) {
    put_bcd(out, zero ? 0 : meter.register_centikwh(i) % roll_over, 4);
  }
  return out;
}

Item variable(Meter const& meter, std::int64_t now_ms, std::uint32_t item) {
  auto const now = meter.electrical(now_ms);
  unsigned const phase = item >> 8 & 0xFF;
  if (item == 0x02800001 || item == 0x02800002) {
    Bytes out;
    if (item == 0x02800002) {
      put_bcd(out, now.centihertz, 2);
    } else {
      put_bcd(out, has_three_phases(meter.spec().model) ? 0 : now.milliamp[0], 3);
    }
    return out;
  }
  if ((item & 0xFF) != 0) return std::nullopt;
  // Powers have four decimals of a kilowatt: a tenth of a watt.
  auto const tenths = [](std::array<std::int64_t, 3> values) {
    for (auto& value : values) value *= 10;
    return values;
  };
  switch (item >> 16 & 0xFF) {
    case 0x01:
      return phase_values(meter, now.decivolt, phase, 2);
    case 0x02:
      return phase_values(meter, now.milliamp, phase, 3);
    case 0x03:
      return with_total(meter, now.total_w * 10, tenths(now.watt), phase, 3);
    case 0x04:
      return with_total(meter, now.total_var * 10, tenths(now.var), phase, 3);
    case 0x05:
      return with_total(meter, now.total_va * 10, tenths(now.volt_ampere), phase, 3);
    case 0x06: {
      std::array<std::int64_t, 3> const factors{now.pf_permille, now.pf_permille, now.pf_permille};
      return with_total(meter, now.pf_permille, factors, phase, 2);
    }
    default:
      return std::nullopt;
  }
}

Item clock(Meter const& meter, std::int64_t now_ms, std::uint32_t item) {
  auto const shown = civil_from_local_ms(meter.clock_local_ms(now_ms));
  Bytes out;
  if (item != 0x04000101) {
    for (int const part : {shown.second, shown.minute, shown.hour}) put_bcd(out, part, 1);
  }
  if (item != 0x04000102) {
    for (int const part : {shown.weekday, shown.day, shown.month, shown.year % 100}) {
      put_bcd(out, part, 1);
    }
  }
  return out;
}

unsigned status_word(Meter const& meter, unsigned number) {
  if (number != 3) return 0;
  auto const& state = meter.state();
  return (state.relay_open ? 1U << 4 : 0U) | (state.command_open ? 1U << 6 : 0U) |
         (state.keep_power ? 1U << 12 : 0U);
}

Item status(Meter const& meter, unsigned number) {
  bool const block = number == 0xFF;
  if (!block && (number < 1 || number > 7)) return std::nullopt;
  Bytes out;
  for (unsigned i = block ? 1 : number; i <= (block ? 7 : number); ++i) {
    auto const word = status_word(meter, i);
    out.push_back(static_cast<std::uint8_t>(word & 0xFF));
    out.push_back(static_cast<std::uint8_t>(word >> 8));
  }
  return out;
}

Item parameter(Meter const& meter, std::int64_t now_ms, std::uint32_t item) {
  if ((item & 0xFFFFFF00) == 0x04000500) return status(meter, item & 0xFF);
  Bytes out;
  switch (item) {
    case 0x04000101:
    case 0x04000102:
    case 0x0400010C:
      return clock(meter, now_ms, item);
    case 0x04000204:
      put_bcd(out, kRates, 1);
      return out;
    case 0x04000401:
    case 0x04000402:
      return Bytes(meter.wire_address().begin(), meter.wire_address().end());
    case 0x04000409:
      put_bcd(out, has_three_phases(meter.spec().model) ? 400 : 1200, 3);
      return out;
    case 0x04001401:
      put_bcd(out, meter.spec().trip_delay_ms / kMinuteMs, 2);
      return out;
    default:
      return std::nullopt;
  }
}

Item count_of(std::int64_t times) {
  Bytes out;
  put_bcd(out, times, 3);
  return out;
}

/// 050600nn the time of a daily freeze, 050601nn its total and rates.
Item daily_freeze(Meter const& meter, std::uint32_t item) {
  auto const day = meter.frozen_day(item & 0xFF);
  if (!day) return std::nullopt;
  Bytes out;
  if ((item & 0xFFFFFF00) == 0x05060100) {
    for (auto const value : day->centikwh) put_bcd(out, value, 4);
    return out;
  }
  if ((item & 0xFFFFFF00) != 0x05060000) return std::nullopt;
  auto const stamp = civil_from_local_ms(day->local_ms);
  for (int const part : {stamp.minute, stamp.hour, stamp.day, stamp.month, stamp.year % 100})
    put_bcd(out, part, 1);
  return out;
}

}  // namespace

Item read_dlt645_item(Meter& meter, std::int64_t now_ms, std::uint32_t item) {
  switch (item >> 24) {
    case 0x00:
      return energy(meter, item);
    case 0x02:
      return variable(meter, now_ms, item);
    case 0x04:
      return parameter(meter, now_ms, item);
    case 0x05:
      return daily_freeze(meter, item);
    case 0x1D:
      return item == 0x1D000001 ? count_of(meter.state().trips) : std::nullopt;
    case 0x1E:
      return item == 0x1E000001 ? count_of(meter.state().closes) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace e2ms_sim
