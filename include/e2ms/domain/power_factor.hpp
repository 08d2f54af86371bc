#pragma once

#include "e2ms/domain/exact.hpp"
#include "e2ms/domain/tariff.hpp"

namespace e2ms {

/// P / sqrt(P^2 + Q^2) in hundredths, rounded half up, without a square root; 100 when both are 0.
int power_factor_hundredths(Exact const& kwh, Exact const& kvarh);

/// What is added to the charges (or taken off, when negative) for that power factor.
/// Source: (83)水电财字第215号.
Exact power_factor_coefficient(PowerFactorRule::Standard standard, int hundredths);

}  // namespace e2ms
