#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"

namespace e2ms {

/// An amount of energy, or the position of an energy register, in whole Wh.
class Energy {
 public:
  constexpr Energy() = default;
  static constexpr Energy wh(std::int64_t wh) { return Energy{wh}; }
  static constexpr Energy kwh(std::int64_t kwh) { return Energy{kwh * 1000}; }
  constexpr std::int64_t wh() const { return wh_; }

  /// Registers and sums stay far below int64 by the checks where readings enter; beyond they abort.
  friend Energy operator+(Energy a, Energy b);
  friend Energy operator-(Energy a, Energy b);
  Energy& operator+=(Energy other) { return *this = *this + other; }

  friend auto operator<=>(Energy const&, Energy const&) = default;

 private:
  explicit constexpr Energy(std::int64_t wh) : wh_(wh) {}
  std::int64_t wh_ = 0;
};

/// No register of a meter reads more: a billion kWh. With it, register times the largest ratio
/// stays far inside int64.
constexpr Energy kLargestRegister = Energy::kwh(1'000'000'000);

/// "12.345" (kWh)
std::string to_text(Energy energy);

/// How far a register went from one position to another, through its end where that is known and
/// both may lie before it; negative when it went down. `rolls_at`: 10^digits kWh, where a register
/// begins again at zero.
Energy moved(Energy from, Energy to, std::optional<Energy> rolls_at);

/// register x ratio; overflow is a fault.
Result<Energy> times(Energy energy, std::int64_t ratio);

}  // namespace e2ms
