#include "e2ms/domain/money.hpp"

#include "e2ms/base/checked.hpp"
#include "e2ms/base/text.hpp"

namespace e2ms {

Money operator+(Money a, Money b) {
  auto const sum = checked_add(a.fen(), b.fen());
  ENSURE(sum.has_value());
  return Money::fen(*sum);
}

Money operator-(Money a, Money b) {
  auto const difference = checked_sub(a.fen(), b.fen());
  ENSURE(difference.has_value());
  return Money::fen(*difference);
}

std::string to_text(Money money) {
  return format_decimal(money.fen(), 2);
}

std::optional<Money> money_from_text(std::string_view text) {
  auto const fen = parse_decimal(text, 2);
  if (!fen) return std::nullopt;
  return Money::fen(*fen);
}

}  // namespace e2ms
