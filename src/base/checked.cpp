#include "e2ms/base/checked.hpp"

#include <limits>

namespace e2ms {

Result<std::int64_t> checked_add(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a, b, &sum)) return Fault{FaultCode::overflow};
  return sum;
}

Result<std::int64_t> checked_sub(std::int64_t a, std::int64_t b) {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(a, b, &difference)) return Fault{FaultCode::overflow};
  return difference;
}

Result<std::int64_t> checked_mul(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (__builtin_mul_overflow(a, b, &product)) return Fault{FaultCode::overflow};
  return product;
}

Result<std::int64_t> divide_half_away(Wide numerator, Wide denominator) {
  ENSURE(denominator > 0);
  Wide const whole = numerator / denominator;
  Wide const rest = numerator % denominator;
  Wide const size = rest < 0 ? -rest : rest;
  // size * 2 could overflow for huge denominators; this comparison cannot.
  bool const away = size >= denominator - size;
  Wide const rounded = !away ? whole : numerator < 0 ? whole - 1 : whole + 1;
  if (rounded > std::numeric_limits<std::int64_t>::max() ||
      rounded < std::numeric_limits<std::int64_t>::min())
    return Fault{FaultCode::overflow};
  return static_cast<std::int64_t>(rounded);
}

}  // namespace e2ms
