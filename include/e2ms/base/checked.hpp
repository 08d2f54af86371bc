#pragma once

#include <cstdint>

#include "e2ms/base/result.hpp"

namespace e2ms {

/// Integer arithmetic that says when it leaves its range instead of wrapping.
Result<std::int64_t> checked_add(std::int64_t a, std::int64_t b);
Result<std::int64_t> checked_sub(std::int64_t a, std::int64_t b);
Result<std::int64_t> checked_mul(std::int64_t a, std::int64_t b);

__extension__ typedef __int128 Wide;

/// numerator / denominator, rounded half away from zero. `denominator` > 0.
Result<std::int64_t> divide_half_away(Wide numerator, Wide denominator);

}  // namespace e2ms
