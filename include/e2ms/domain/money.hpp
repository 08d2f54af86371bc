#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "e2ms/base/result.hpp"

namespace e2ms {

/// An amount of money in whole fen (1/100 yuan). May be negative.
class Money {
 public:
  constexpr Money() = default;
  static constexpr Money fen(std::int64_t fen) { return Money{fen}; }
  constexpr std::int64_t fen() const { return fen_; }

  /// Sums stay below kLargest by the checks where money enters; beyond int64 they abort.
  friend Money operator+(Money a, Money b);
  friend Money operator-(Money a, Money b);
  friend Money operator-(Money a) { return Money{} - a; }
  Money& operator+=(Money other) { return *this = *this + other; }
  Money& operator-=(Money other) { return *this = *this - other; }

  friend auto operator<=>(Money const&, Money const&) = default;

 private:
  explicit constexpr Money(std::int64_t fen) : fen_(fen) {}
  std::int64_t fen_ = 0;
};

/// The largest single amount anybody may enter: one hundred million yuan.
constexpr Money kLargestMoney = Money::fen(100'000'000'00);

/// "12.34" (yuan), "-0.05".
std::string to_text(Money money);

/// Yuan with at most two decimals.
std::optional<Money> money_from_text(std::string_view text);

}  // namespace e2ms
