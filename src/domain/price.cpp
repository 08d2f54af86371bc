#include "e2ms/domain/price.hpp"

#include "e2ms/base/checked.hpp"
#include "e2ms/base/text.hpp"

namespace e2ms {

namespace {

constexpr unsigned kPriceDecimals = 8;
constexpr std::int64_t kPriceUnitsPerFen = 1'000'000'000;  // Wh times 1e-8 yuan/kWh is 1e-9 fen

}  // namespace

std::string to_text(Price price) {
  auto text = format_decimal(price.e8, kPriceDecimals);
  auto const shortest = text.size() - kPriceDecimals + 2;
  while (text.size() > shortest && text.back() == '0') text.pop_back();
  return text;
}

std::optional<Price> price_from_text(std::string_view text) {
  auto const e8 = parse_decimal(text, kPriceDecimals);
  if (!e8 || *e8 < 0 || Price{*e8} > kLargestPrice) return std::nullopt;
  return Price{*e8};
}

Result<Money> amount(Energy energy, Price price) {
  Wide const exact = static_cast<Wide>(energy.wh()) * price.e8;
  TRY(auto const fen, divide_half_away(exact, kPriceUnitsPerFen));
  return Money::fen(fen);
}

}  // namespace e2ms
