#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace e2ms_sim {

enum class CurveKind { household, shop, office, dormitory, constant };

struct Curve {
  CurveKind kind = CurveKind::household;
  std::int64_t constant_w = 0;  // of a constant curve only
};

/// `household`, `shop`, `office`, `dormitory` or `constant:W`.
std::optional<Curve> curve_named(std::string_view text);
std::string name_of(Curve const& curve);

/// The load stays the same for one slot, so that energy is a sum of whole products.
inline constexpr std::int64_t kSlotMs = 5 * 60'000;

/// Watt drawn in the slot that holds this local time, at most `peak_w` (a constant curve has
/// no peak). Depends on nothing but the arguments.
std::int64_t load_w(Curve const& curve, std::int64_t peak_w, std::uint64_t seed,
                    std::int64_t local_ms);

}  // namespace e2ms_sim
