#include "e2ms/base/text.hpp"

#include "e2ms/base/checked.hpp"

namespace e2ms {

std::string format_decimal(std::int64_t value, unsigned decimals) {
  ENSURE(decimals <= 18);
  bool const negative = value < 0;
  // The magnitude of the smallest int64 fits only without its sign.
  auto const magnitude =
      negative ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::string text = std::to_string(magnitude);
  if (text.size() <= decimals) text.insert(0, decimals + 1 - text.size(), '0');
  if (decimals > 0) text.insert(text.size() - decimals, 1, '.');
  return negative ? "-" + text : text;
}

std::optional<std::int64_t> parse_decimal(std::string_view text, unsigned decimals) {
  bool const negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  auto const point = text.find('.');
  auto const whole = text.substr(0, point);
  auto const fraction = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && fraction.empty())) return std::nullopt;
  if (fraction.size() > decimals) return std::nullopt;
  std::string digits{whole};
  digits += fraction;
  digits.append(decimals - fraction.size(), '0');
  std::int64_t value = 0;
  for (char const c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    // Counting downwards reaches the smallest number too, whose magnitude has no positive twin.
    auto const times_ten = checked_mul(value, 10);
    if (!times_ten) return std::nullopt;
    auto const next = checked_sub(*times_ten, c - '0');
    if (!next) return std::nullopt;
    value = *next;
  }
  if (negative) return value;
  auto const positive = checked_mul(value, -1);
  if (!positive) return std::nullopt;
  return *positive;
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  return parse_decimal(text, 0);
}

}  // namespace e2ms
