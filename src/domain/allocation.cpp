#include "e2ms/domain/allocation.hpp"

#include <algorithm>
#include <numeric>

namespace e2ms {

std::optional<std::vector<Money>> allocate(Money total, std::vector<Exact> const& weights) {
  Exact sum = 0;
  for (auto const& weight : weights) {
    if (weight < 0) return std::nullopt;
    sum += weight;
  }
  if (sum == 0) return std::nullopt;

  bool const negative = total < Money{};
  auto const fen = negative ? -total.fen() : total.fen();
  std::vector<std::int64_t> shares;
  std::vector<Exact> remainders;
  auto left = fen;
  for (auto const& weight : weights) {
    Exact const share = fen * weight / sum;
    auto const whole = static_cast<std::int64_t>(numerator(share) / denominator(share));
    shares.push_back(whole);
    remainders.push_back(share - whole);
    left -= whole;
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++shares[order[i]];

  std::vector<Money> amounts;
  for (auto const share : shares) amounts.push_back(Money::fen(negative ? -share : share));
  return amounts;
}

}  // namespace e2ms
