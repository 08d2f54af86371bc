#pragma once

#include <optional>
#include <vector>

#include "e2ms/domain/exact.hpp"
#include "e2ms/domain/money.hpp"

namespace e2ms {

/// Divides an amount in proportion to weights by the largest remainder, equal remainders in order
/// of their places; a negative amount mirrors the positive one. Nothing when a weight is negative
/// or all are zero.
std::optional<std::vector<Money>> allocate(Money total, std::vector<Exact> const& weights);

}  // namespace e2ms
