#include "simulator/core/curve.hpp"

#include <array>
#include <charconv>

#include "simulator/core/bytes.hpp"
#include "simulator/core/civil.hpp"

namespace e2ms_sim {
namespace {

using Shape = std::array<int, 24>;  // per mille of the peak, by hour

constexpr Shape kHousehold{90,  70,  60,  60,  60,  90,  220, 340, 260, 180, 170, 300,
                           360, 220, 180, 180, 220, 420, 680, 760, 700, 560, 340, 160};
constexpr Shape kShop{80,  80,  80,  80,  80,  80,  90,  160, 380, 620, 700, 720,
                      720, 680, 680, 700, 720, 740, 760, 740, 700, 480, 160, 90};
constexpr Shape kOffice{60,  60,  60,  60,  60,  60,  80,  240, 600, 760, 780, 740,
                        520, 640, 760, 760, 720, 560, 280, 180, 140, 100, 70,  60};
constexpr Shape kDormitory{120, 70,  50,  50,  50,  60,  180, 260, 120, 90,  90,  220,
                           300, 200, 110, 110, 150, 300, 420, 560, 680, 760, 640, 260};

Shape const& shape_of(CurveKind kind) {
  switch (kind) {
    case CurveKind::shop:
      return kShop;
    case CurveKind::office:
      return kOffice;
    case CurveKind::dormitory:
      return kDormitory;
    case CurveKind::household:
    case CurveKind::constant:
      break;
  }
  return kHousehold;
}

}  // namespace

std::optional<Curve> curve_named(std::string_view text) {
  if (text == "household") return Curve{CurveKind::household, 0};
  if (text == "shop") return Curve{CurveKind::shop, 0};
  if (text == "office") return Curve{CurveKind::office, 0};
  if (text == "dormitory") return Curve{CurveKind::dormitory, 0};
  constexpr std::string_view kConstant = "constant:";
  if (!text.starts_with(kConstant)) return std::nullopt;
  text.remove_prefix(kConstant.size());
  std::int64_t watt = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), watt);
  bool const whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || watt < 0 || watt > 1'000'000) return std::nullopt;
  return Curve{CurveKind::constant, watt};
}

std::string name_of(Curve const& curve) {
  switch (curve.kind) {
    case CurveKind::household:
      return "household";
    case CurveKind::shop:
      return "shop";
    case CurveKind::office:
      return "office";
    case CurveKind::dormitory:
      return "dormitory";
    case CurveKind::constant:
      break;
  }
  return "constant:" + std::to_string(curve.constant_w);
}

std::int64_t load_w(Curve const& curve, std::int64_t peak_w, std::uint64_t seed,
                    std::int64_t local_ms) {
  if (curve.kind == CurveKind::constant) return curve.constant_w;
  auto const hour = static_cast<std::size_t>(local_ms % kDayMs / (60 * kMinuteMs));
  auto const slot = static_cast<std::uint64_t>(local_ms / kSlotMs);
  auto const day = local_ms / kDayMs;
  std::int64_t permille = shape_of(curve.kind)[hour];
  // 1970-01-01 was a Thursday; an office keeps a sixth of its load at the weekend.
  bool const weekend = (day + 4) % 7 == 0 || (day + 4) % 7 == 6;
  if (weekend && curve.kind == CurveKind::office) permille /= 6;
  auto const chance = mix(seed, slot);
  permille = permille * (700 + static_cast<std::int64_t>(chance % 601)) / 1000;
  // Now and then a kettle or an oven.
  if ((chance >> 32) % 16 == 0) permille += 250;
  return peak_w * std::min<std::int64_t>(permille, 1000) / 1000;
}

}  // namespace e2ms_sim
