#include "simulator/core/civil.hpp"
#include "simulator/core/dlt645.hpp"

// A meter of the 1997 edition: two bytes of identifier, control codes of its own.
namespace e2ms_sim {
namespace {

using Item = std::optional<Bytes>;

constexpr int kRates = 4;
constexpr std::uint8_t kTerminator = 0xAA;

/// 9010 is the total, 9011 to 9014 the rates, 901F all of them and a terminator.
Item energy(Meter& meter, unsigned item) {
  unsigned const rate = item & 0x0F;
  if ((item & 0xFFF0) != 0x9010 || (rate > kRates && rate != 0x0F)) return std::nullopt;
  bool const block = rate == 0x0F;
  bool const zero = meter.take_glitch();
  Bytes out;
  int const first = block ? 0 : static_cast<int>(rate);
  for (int i = first; i <= (block ? kRates : first); ++i) {
    put_bcd(out, zero ? 0 : meter.register_centikwh(i) % 100'000'000, 4);
  }
  if (block) out.push_back(kTerminator);
  return out;
}

template <typename Values>
Item by_phase(Meter const& meter, Values const& values, unsigned phase, int size) {
  unsigned const phases = has_three_phases(meter.spec().model) ? 3 : 1;
  Bytes out;
  if (phase == 0x0F) {
    for (unsigned i = 0; i < phases; ++i) put_bcd(out, values[i], size);
    return out;
  }
  if (phase < 1 || phase > phases) return std::nullopt;
  put_bcd(out, values[phase - 1], size);
  return out;
}

Item variable(Meter const& meter, std::int64_t now_ms, unsigned item) {
  auto const now = meter.electrical(now_ms);
  Bytes out;
  switch (item & 0xFFF0) {
    case 0xB610: {
      auto volts = now.decivolt;
      for (auto& each : volts) each /= 10;
      return by_phase(meter, volts, item & 0x0F, 2);
    }
    case 0xB620: {
      auto amperes = now.milliamp;
      for (auto& each : amperes) each /= 10;
      return by_phase(meter, amperes, item & 0x0F, 2);
    }
    default:
      break;
  }
  if (item == 0xB630) {
    put_bcd(out, now.total_w * 10, 3);
    return out;
  }
  if (item == 0xB650) {
    put_bcd(out, now.pf_permille, 2);
    return out;
  }
  return std::nullopt;
}

Item clock(Meter const& meter, std::int64_t now_ms, unsigned item) {
  auto const shown = civil_from_local_ms(meter.clock_local_ms(now_ms));
  Bytes out;
  if (item == 0xC010) {
    for (int const part : {shown.weekday, shown.day, shown.month, shown.year % 100})
      put_bcd(out, part, 1);
    return out;
  }
  if (item != 0xC011) return std::nullopt;
  for (int const part : {shown.second, shown.minute, shown.hour}) put_bcd(out, part, 1);
  return out;
}

}  // namespace

std::optional<Bytes> answer_dlt645_1997(Meter& meter, std::int64_t now_ms,
                                        Dlt645Request const& request) {
  constexpr std::uint8_t kRead = 0x01;
  constexpr std::uint8_t kNoItem = 0x02;
  if (request.control != kRead || request.payload.size() != 2) return std::nullopt;
  auto const& own = meter.wire_address();
  auto const number = static_cast<unsigned>(request.payload[1] << 8 | request.payload[0]);
  auto item = energy(meter, number);
  if (!item) item = variable(meter, now_ms, number);
  if (!item) item = clock(meter, now_ms, number);
  if (!item) return dlt645_frame(own, 0xC0 | kRead, std::array{kNoItem});
  Bytes payload = request.payload;
  payload.insert(payload.end(), item->begin(), item->end());
  return dlt645_frame(own, 0x80 | kRead, payload);
}

}  // namespace e2ms_sim
