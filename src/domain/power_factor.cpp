#include "e2ms/domain/power_factor.hpp"

#include <algorithm>
#include <array>

namespace e2ms {

namespace {

/// So much for each hundredth down or up to a bound.
struct Slope {
  int until;
  int per_hundredth;  ///< in 1e-4
};

struct Table {
  int standard;
  std::array<Slope, 2> reward;
  std::array<Slope, 3> surcharge;
};

constexpr int kLowest = 0;

Table table_of(PowerFactorRule::Standard standard) {
  using Standard = PowerFactorRule::Standard;
  switch (standard) {
    case Standard::s090:
      return {90, {{{95, 15}, {95, 0}}}, {{{70, 50}, {65, 100}, {kLowest, 200}}}};
    case Standard::s085:
      return {85, {{{90, 10}, {94, 15}}}, {{{65, 50}, {60, 100}, {kLowest, 200}}}};
    case Standard::s080:
      break;
  }
  return {80, {{{90, 10}, {92, 15}}}, {{{60, 50}, {55, 100}, {kLowest, 200}}}};
}

}  // namespace

int power_factor_hundredths(Exact const& kwh, Exact const& kvarh) {
  Exact const active = kwh * kwh;
  Exact const apparent = active + kvarh * kvarh;
  if (apparent == 0) return 100;
  // PF >= (c - 1/2) / 100, squared.
  int hundredths = 100;
  while (hundredths > 0 &&
         40'000 * active < Exact((2 * hundredths - 1) * (2 * hundredths - 1)) * apparent)
    --hundredths;
  return hundredths;
}

Exact power_factor_coefficient(PowerFactorRule::Standard standard, int hundredths) {
  auto const table = table_of(standard);
  int ten_thousandths = 0;
  int from = table.standard;
  for (auto const& slope : table.reward) {
    ten_thousandths -= std::max(0, std::min(hundredths, slope.until) - from) * slope.per_hundredth;
    from = slope.until;
  }
  from = table.standard;
  for (auto const& slope : table.surcharge) {
    ten_thousandths += std::max(0, from - std::max(hundredths, slope.until)) * slope.per_hundredth;
    from = slope.until;
  }
  return Exact(ten_thousandths, 10'000);
}

}  // namespace e2ms
