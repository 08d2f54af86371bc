#include "e2ms/domain/public_share.hpp"

#include <algorithm>

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/allocation.hpp"

namespace e2ms {

namespace {

constexpr std::int64_t kWhPerKwh = 1000;

std::int64_t weight_of(ShareBasis basis, ShareParty const& party) {
  switch (basis) {
    case ShareBasis::energy:
      return std::max<std::int64_t>(party.used.wh(), 0);
    case ShareBasis::area:
      return party.area * party.days;
    case ShareBasis::equal:
      break;
  }
  return party.days;
}

Result<Exact> price_of(ShareTerms const& terms, ShareInputs const& inputs) {
  constexpr std::int64_t kUnit = 100'000'000;
  if (terms.price) return Exact(terms.price->e8, kUnit);
  if (inputs.grid_energy <= Energy{}) return FaultCode::bad_value;
  return yuan_of(inputs.grid_amount) / Exact(inputs.grid_energy.wh(), kWhPerKwh);
}

/// Divides the energy of one total.
std::vector<SharePart> parts_of(Energy energy, Exact const& price, Money total,
                                std::vector<Exact> const& weights, Exact const& all) {
  std::vector<SharePart> parts(weights.size());
  auto const shares = allocate(total, weights);
  if (!shares) return parts;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    parts[i].kwh = Exact(energy.wh(), kWhPerKwh) * weights[i] / all;
    parts[i].yuan = parts[i].kwh * price;
    parts[i].share = (*shares)[i];
  }
  return parts;
}

/// The most a party pays, in whole fen below what the percentage says.
Money limit_of(Money energy, std::int64_t percent) {
  constexpr std::int64_t kHundred = 100;
  auto const fen = Wide{std::max<std::int64_t>(energy.fen(), 0)} * percent / kHundred;
  return Money::fen(static_cast<std::int64_t>(std::min(fen, Wide{kLargestMoney.fen()})));
}

void charge(ShareTerms const& terms, ShareParty const& party, MonthShares::Party& result) {
  if (party.account == AccountId{}) return;
  auto& [weight, loss, common, capped] = result;
  if (party.kept_loss && party.kept_common) {
    loss.charged = *party.kept_loss;
    common.charged = *party.kept_common;
    return;
  }
  loss.charged = loss.share;
  common.charged = common.share;
  if (!terms.cap_percent) return;
  auto const limit = limit_of(party.energy, *terms.cap_percent);
  loss.charged = std::min(loss.share, limit);
  common.charged = std::min(common.share, limit - loss.charged);
  capped = loss.charged + common.charged < loss.share + common.share;
}

}  // namespace

Money MonthShares::charged() const {
  Money sum;
  for (auto const& party : parties) sum += party.charged();
  return sum;
}

Result<MonthShares> divide(ShareTerms const& terms, ShareInputs const& inputs) {
  MonthShares result{inputs.main - inputs.subs, 0, {}, {}, 0, {}};
  TRY(result.price, price_of(terms, inputs));
  auto const divided_loss = terms.loss ? std::max(result.loss, Energy{}) : Energy{};
  auto const divided_common = terms.common ? inputs.common : Energy{};
  TRY(result.loss_amount, money_of(Exact(divided_loss.wh(), kWhPerKwh) * result.price));
  TRY(result.common_amount, money_of(Exact(divided_common.wh(), kWhPerKwh) * result.price));
  std::vector<Exact> weights;
  for (auto const& party : inputs.parties) {
    auto const weight = weight_of(terms.basis, party);
    TRY(result.weight, checked_add(result.weight, weight));
    weights.emplace_back(weight);
    result.parties.push_back({weight, {}, {}, false});
  }
  Exact const all = result.weight;
  auto const loss = parts_of(divided_loss, result.price, result.loss_amount, weights, all);
  auto const common = parts_of(divided_common, result.price, result.common_amount, weights, all);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    result.parties[i].loss = loss[i];
    result.parties[i].common = common[i];
    charge(terms, inputs.parties[i], result.parties[i]);
  }
  return result;
}

std::string share_code(std::string_view kind, std::int64_t sharing) {
  return "share:" + std::string(kind) + ":" + std::to_string(sharing);
}

bool is_share(std::string_view code) {
  return code.starts_with("share:");
}

}  // namespace e2ms
