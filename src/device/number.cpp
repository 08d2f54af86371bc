#include "number.hpp"

#include <algorithm>
#include <limits>

#include "e2ms/base/checked.hpp"
#include "e2ms/base/ensure.hpp"

namespace e2ms::device {
namespace {

constexpr int kLargestExponent = 9;  // model files are held to it

Wide power_of_ten(int exponent) {
  ENSURE(exponent >= 0 && exponent <= kLargestExponent);
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::optional<std::int64_t> narrow(Wide value) {
  if (value > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (value < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return static_cast<std::int64_t>(value);
}

std::optional<std::int64_t> rounded(Wide numerator, Wide denominator) {
  auto const quotient = divide_half_away(numerator, denominator);
  return quotient ? std::optional(*quotient) : std::nullopt;
}

/// The bytes of a number with the most significant one first, as bits.
std::uint64_t bits_of(WordOrder order, ByteView registers) {
  Bytes bytes(registers.begin(), registers.end());
  bool const words_turned = order == WordOrder::cdab || order == WordOrder::dcba;
  bool const bytes_turned = order == WordOrder::badc || order == WordOrder::dcba;
  if (words_turned) std::reverse(bytes.begin(), bytes.end());
  // Turning all bytes turned the words and, unlike wanted for cdab, the bytes within them.
  if (words_turned != bytes_turned)
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) std::swap(bytes[i], bytes[i + 1]);
  std::uint64_t bits = 0;
  for (Byte const byte : bytes) bits = bits << 8 | byte;
  return bits;
}

/// mantissa x 2^power x 10^exponent
std::optional<std::int64_t> scale_binary(std::int64_t mantissa, int power, int exponent) {
  constexpr int kRoom = 38;   // a 24-bit mantissa stays below 2^63 when moved so far
  constexpr int kTiny = -60;  // below, the result is smaller than the rounding
  if (mantissa == 0) return 0;
  if (power > kRoom) return std::nullopt;
  Wide numerator = mantissa;
  Wide denominator = 1;
  (exponent >= 0 ? numerator : denominator) *= power_of_ten(std::abs(exponent));
  if (power >= 0) numerator *= Wide{1} << power;
  if (power < kTiny) return 0;
  if (power < 0) denominator *= Wide{1} << -power;
  return rounded(numerator, denominator);
}

std::optional<std::int64_t> scale_float(std::uint32_t bits, int exponent) {
  constexpr unsigned kMantissaBits = 23;
  constexpr int kBias = 127;
  bool const negative = bits >> 31 != 0;
  auto const biased = static_cast<int>(bits >> kMantissaBits & 0xFF);
  std::int64_t mantissa = bits & 0x7FFFFF;
  if (biased == 0xFF) return std::nullopt;  // infinite or not a number
  if (biased != 0) mantissa |= 1 << kMantissaBits;
  int const power = std::max(biased, 1) - kBias - static_cast<int>(kMantissaBits);
  auto const value = scale_binary(mantissa, power, exponent);
  if (!value) return std::nullopt;
  return negative ? -*value : *value;
}

}  // namespace

std::optional<std::int64_t> scale(std::int64_t value, int exponent) {
  if (exponent >= 0) return narrow(Wide{value} * power_of_ten(exponent));
  return rounded(value, power_of_ten(-exponent));
}

std::optional<std::int64_t> number_of(RegisterItem const& item, ByteView registers) {
  ENSURE(registers.size() == item.words() * 2U);
  auto const bits = bits_of(item.order, registers);
  if (std::find(item.fill.begin(), item.fill.end(), bits) != item.fill.end()) return std::nullopt;
  switch (item.number) {
    case Number::u16:
    case Number::u32:
      return scale(static_cast<std::int64_t>(bits), item.exponent);
    case Number::i16:
      return scale(static_cast<std::int16_t>(bits), item.exponent);
    case Number::i32:
      return scale(static_cast<std::int32_t>(bits), item.exponent);
    case Number::u64:
      if (bits > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
        return std::nullopt;
      return scale(static_cast<std::int64_t>(bits), item.exponent);
    case Number::i64:
      return scale(static_cast<std::int64_t>(bits), item.exponent);
    case Number::f32:
      break;
  }
  return scale_float(static_cast<std::uint32_t>(bits), item.exponent);
}

}  // namespace e2ms::device
