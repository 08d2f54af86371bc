#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/money.hpp"

namespace e2ms {

/// A price in 1e-8 yuan per kWh: Chinese price tables publish up to eight decimals.
struct Price {
  std::int64_t e8 = 0;

  friend auto operator<=>(Price const&, Price const&) = default;
};

/// The largest price anybody may publish: a thousand yuan per kWh. With it the largest registers
/// and ratios stay far inside 128 bits and their amounts inside 64.
constexpr Price kLargestPrice{1000LL * 100'000'000};

/// "0.52830000" is written "0.5283": trailing zeros go, two decimals stay.
std::string to_text(Price price);

/// Yuan per kWh with at most eight decimals, not negative, at most kLargestPrice.
std::optional<Price> price_from_text(std::string_view text);

/// The amount for that energy, rounded half away from zero to the fen. The product is exact in
/// 128 bits: 1 Wh at 1e-8 yuan/kWh is 1e-9 fen. A fault when it leaves int64.
Result<Money> amount(Energy energy, Price price);

}  // namespace e2ms
