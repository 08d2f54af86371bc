#include "e2ms/domain/subsidy.hpp"

#include <algorithm>
#include <map>
#include <span>

namespace e2ms {

namespace {

constexpr std::string_view kCode = "subsidy:";

struct Block {
  Exact kwh = 0;
  Exact yuan = 0;

  void add(EnergyLine const& line) {
    kwh += line.kwh;
    yuan += line.kwh * line.price;
  }
};

/// The cost of the first kWh of blocks that follow each other.
template <class Blocks>
Exact cost_of_first(Blocks const& blocks, Exact left) {
  Exact cost = 0;
  for (auto const& [tier, block] : blocks) {
    if (left <= 0) break;
    if (block.kwh <= 0) continue;
    Exact const taken = std::min(left, block.kwh);
    cost += block.yuan * taken / block.kwh;
    left -= taken;
  }
  return cost;
}

/// The energy of one version on a bill, in the order in which it was used.
class VersionEnergy {
 public:
  explicit VersionEnergy(std::span<EnergyLine const> lines) {
    for (auto const& line : lines) {
      if (line.key.code == "energy")
        tiers_[line.key.tier].add(line);
      else if (line.key.code == "tier_adder")
        adders_[line.key.tier].add(line);
      else if (is_energy_line(line.key.code) && line.key.code != "free_quota")
        surcharges_ += line.kwh * line.price;
    }
    for (auto const& [tier, block] : tiers_) kwh_ += block.kwh;
    // Tiers that add nothing have no line; they are the cheapest.
    without_adder_ = kwh_;
    for (auto const& [tier, block] : adders_) without_adder_ -= block.kwh;
  }

  Exact const& kwh() const { return kwh_; }

  Exact cost_of_first_kwh(Exact const& kwh) const {
    if (kwh_ <= 0) return 0;
    return cost_of_first(tiers_, kwh) + cost_of_first(adders_, Exact(kwh - without_adder_)) +
           surcharges_ * kwh / kwh_;
  }

 private:
  std::map<unsigned, Block> tiers_;
  std::map<unsigned, Block> adders_;
  Exact surcharges_ = 0;
  Exact kwh_ = 0;
  Exact without_adder_ = 0;
};

class BillEnergy {
 public:
  explicit BillEnergy(std::vector<EnergyLine> const& lines) {
    for (auto from = lines.begin(); from != lines.end();) {
      auto const& version = from->key.version;
      auto const to = std::find_if(from, lines.end(), [&version](EnergyLine const& line) {
        return line.key.version != version;
      });
      versions_.emplace_back(std::span(from, to));
      from = to;
    }
    for (auto const& version : versions_) kwh_ += version.kwh();
  }

  Exact const& kwh() const { return kwh_; }

  Exact cost_of_first_kwh(Exact left) const {
    Exact cost = 0;
    for (auto const& version : versions_) {
      if (left <= 0) break;
      Exact const taken = std::min(left, version.kwh());
      cost += version.cost_of_first_kwh(taken);
      left -= taken;
    }
    return cost;
  }

 private:
  std::vector<VersionEnergy> versions_;
  Exact kwh_ = 0;
};

/// Grants of kWh pay for the first kWh one after the other.
class Kwh {
 public:
  explicit Kwh(std::vector<EnergyLine> const& lines) : energy_(lines) {}

  SubsidyUse use(MonthlyGrant const& grant, Money left) {
    Exact const begins = std::min(given_, energy_.kwh());
    given_ += Exact(grant.quantity, 1000);
    Exact const ends = std::min(given_, energy_.kwh());
    Exact const cost = energy_.cost_of_first_kwh(ends) - energy_.cost_of_first_kwh(begins);
    Exact const most = yuan_of(left);
    // What others pay already is not taken from this grant.
    if (cost > most) return {grant.id, (ends - begins) * most / cost, most, left};
    auto const amount = money_of(cost);
    ENSURE(amount.has_value());
    return {grant.id, ends - begins, cost, std::min(*amount, left)};
  }

 private:
  BillEnergy energy_;
  Exact given_ = 0;
};

}  // namespace

std::vector<SubsidyUse> use_subsidies(std::vector<MonthlyGrant> const& grants,
                                      std::vector<EnergyLine> const& lines, Money electricity) {
  Kwh kwh(lines);
  Money left = std::max(electricity, Money{});
  std::vector<SubsidyUse> used;
  for (auto const& grant : grants) {
    ENSURE(grant.quantity > 0);
    auto const amount = std::min(Money::fen(grant.quantity), left);
    used.push_back(grant.unit == SubsidyUnit::kwh
                       ? kwh.use(grant, left)
                       : SubsidyUse{grant.id, yuan_of(amount), yuan_of(amount), amount});
    left -= used.back().amount;
  }
  return used;
}

bool lasts(MonthlyGrant const& grant, SubsidyUse const& use) {
  constexpr int kFenPerYuan = 100, kWhPerKwh = 1000;
  auto const units = grant.unit == SubsidyUnit::kwh ? kWhPerKwh : kFenPerYuan;
  return use.quantity < Exact(grant.quantity, units);
}

bool changes_energy(std::string_view code, Money amount) {
  return code == "free_credit" || code == kWholeKwh || (code == "pf_adjust" && amount < Money{});
}

std::string subsidy_code(SubsidyId grant) {
  return std::string(kCode) + std::to_string(grant.value);
}

bool is_subsidy(std::string_view code) {
  return code.starts_with(kCode);
}

}  // namespace e2ms
