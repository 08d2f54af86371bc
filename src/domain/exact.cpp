#include "e2ms/domain/exact.hpp"

#include <algorithm>
#include <limits>

namespace e2ms {

namespace {

using boost::multiprecision::cpp_int;

constexpr std::size_t kLongestNumber = 40;
constexpr unsigned kMostDecimals = 12;

cpp_int power_of_ten(unsigned exponent) {
  return boost::multiprecision::pow(cpp_int(10), exponent);
}

/// How many decimals a fraction with this denominator has; nothing when they never end.
std::optional<unsigned> decimals_of(cpp_int denominator) {
  unsigned twos = 0, fives = 0;
  for (; denominator % 2 == 0; denominator /= 2) ++twos;
  for (; denominator % 5 == 0; denominator /= 5) ++fives;
  if (denominator != 1) return std::nullopt;
  return std::max(twos, fives);
}

}  // namespace

std::optional<Exact> exact_from_text(std::string_view text) {
  if (text.size() > kLongestNumber) return std::nullopt;
  bool const negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  cpp_int digits = 0;
  std::size_t whole = 0;
  std::optional<unsigned> decimals;
  for (char const letter : text) {
    if (letter == '.' && !decimals && whole > 0) {
      decimals = 0;
    } else if (letter >= '0' && letter <= '9') {
      digits = digits * 10 + (letter - '0');
      decimals ? ++*decimals : ++whole;
    } else {
      return std::nullopt;
    }
  }
  if (whole == 0 || decimals == 0U) return std::nullopt;
  Exact const number(digits, power_of_ten(decimals.value_or(0)));
  return negative ? Exact(-number) : number;
}

std::string decimal_text(Exact const& number) {
  auto const decimals = decimals_of(denominator(number)).value_or(kMostDecimals);
  Exact const size = number < 0 ? Exact(-number) : number;
  std::string text = rounded(size * power_of_ten(decimals)).str();
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  if (decimals > 0) {
    text.insert(text.size() - decimals, 1, '.');
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') text.pop_back();
  }
  if (number < 0 && text != "0") text.insert(0, 1, '-');
  return text;
}

cpp_int rounded(Exact const& number) {
  auto const over = denominator(number);
  cpp_int const size = abs(numerator(number));
  cpp_int const whole = (2 * size + over) / (2 * over);
  return number < 0 ? cpp_int(-whole) : whole;
}

Result<Money> money_of(Exact const& yuan) {
  auto const fen = rounded(yuan * 100);
  if (fen > std::numeric_limits<std::int64_t>::max() ||
      fen < std::numeric_limits<std::int64_t>::min())
    return Fault{FaultCode::overflow};
  return Money::fen(static_cast<std::int64_t>(fen));
}

Exact yuan_of(Money money) {
  return Exact(money.fen(), 100);
}

}  // namespace e2ms
