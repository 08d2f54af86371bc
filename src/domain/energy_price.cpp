#include "e2ms/domain/energy_price.hpp"

#include <algorithm>

namespace e2ms {

namespace {

using Kind = EnergyPrices::Kind;

Exact sum_of(Periods const& periods) {
  Exact sum = 0;
  for (auto const& [period, kwh] : periods) sum += kwh;
  return sum;
}

class SlicePrice {
 public:
  SlicePrice(TariffVersion const& version, Zone const& zone, EnergySlice const& slice)
      : version_(version), zone_(zone), slice_(slice), all_(sum_of(slice.periods)) {}

  std::vector<EnergyShare> run() && {
    free_ = take_free();
    auto const kind = version_.energy.kind;
    if (kind != Kind::tier && kind != Kind::tier_tou)
      add_periods(version_.energy.rows.front(), 0, free_, 1);
    if (version_.energy.tiered()) add_tiers();
    for (auto const& surcharge : version_.surcharges)
      add({"surcharge:" + surcharge.code, version_.id, 0, ""}, surcharge.per_kwh, free_, 1);
    return std::move(shares_);
  }

 private:
  /// The first kWh of each bill cost nothing and count for no tier.
  Exact take_free() {
    auto const& quota = version_.free_quota;
    if (!quota || quota->credit_price || all_ <= 0) return 0;
    Exact const left = quota->kwh - slice_.free_used;
    if (left <= 0) return 0;
    Exact const part = std::min(left, all_) / all_;
    add({"free_quota", version_.id, 0, ""}, 0, 0, part);
    return part;
  }

  void add_tiers() {
    auto const& rows = version_.energy.tiers_in(zone_.date(slice_.at).month);
    if (all_ > 0 && free_ == 1) return;
    Exact position = slice_.counted;
    Exact begins = free_;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      Exact ends = 1;
      if (rows[i].upto) {
        Exact const room = limit(i, *rows[i].upto) - position;
        if (room <= 0) continue;
        if (room < all_ * (1 - begins)) ends = begins + room / all_;
      }
      add_tier(rows[i], static_cast<unsigned>(i + 1), begins, ends);
      position += all_ * (ends - begins);
      begins = ends;
      if (begins == 1) return;
    }
  }

  void add_tier(TierRow const& row, unsigned tier, Exact const& begins, Exact const& ends) {
    if (version_.energy.kind != Kind::tou_tier_adder) return add_periods(row, tier, begins, ends);
    auto const& adder = row.prices.at("");
    if (adder != 0) add({"tier_adder", version_.id, tier, ""}, adder, begins, ends);
  }

  void add_periods(TierRow const& row, unsigned tier, Exact const& begins, Exact const& ends) {
    for (auto const& [period, kwh] : slice_.periods)
      shares_.push_back({{"energy", version_.id, tier, period},
                         kwh * (ends - begins),
                         row.prices.at(period),
                         begins,
                         ends});
  }

  void add(BillLineKey key, Exact const& price, Exact const& begins, Exact const& ends) {
    shares_.push_back({std::move(key), all_ * (ends - begins), price, begins, ends});
  }

  Exact limit(std::size_t place, Exact const& upto) const {
    Exact limit = upto;
    if (place < version_.tier_shift.size()) limit += version_.tier_shift[place];
    if (auto const& share = slice_.limit_share) limit *= Exact(share->first, share->second);
    return limit;
  }

  TariffVersion const& version_;
  Zone const& zone_;
  EnergySlice const& slice_;
  Exact all_;
  Exact free_ = 0;
  std::vector<EnergyShare> shares_;
};

}  // namespace

std::vector<EnergyShare> price_energy(TariffVersion const& version, Zone const& zone,
                                      EnergySlice const& slice) {
  return SlicePrice(version, zone, slice).run();
}

std::optional<Exact> energy_line_price(TariffVersion const& version, BillLineKey const& line,
                                       unsigned month) {
  if (line.code == "free_quota") return version.free_quota ? std::optional<Exact>(0) : std::nullopt;
  for (auto const& surcharge : version.surcharges)
    if (line.code == "surcharge:" + surcharge.code) return surcharge.per_kwh;
  bool const adder = line.code == "tier_adder";
  if (!adder && line.code != "energy") return std::nullopt;
  bool const first_row = !adder && line.tier == 0;
  auto const& rows = first_row ? version.energy.rows : version.energy.tiers_in(month);
  auto const place = line.tier == 0 ? 0U : line.tier - 1;
  if (place >= rows.size()) return std::nullopt;
  auto const price = rows[place].prices.find(line.period);
  return price == rows[place].prices.end() ? std::nullopt : std::optional<Exact>(price->second);
}

Instant tier_cycle_start(TariffVersion const& version, Instant at, Zone const& zone) {
  return version.tier_cycle.value_or(TierCycle{TierCycle::Unit::month}).start_at(at, zone);
}

std::vector<Instant> price_bounds(TariffVersion const& version, Instant from, Instant to,
                                  Zone const& zone) {
  std::vector<Instant> found;
  for (auto month = zone.start_of_next_month_at(from); month < to;
       month = zone.start_of_next_month_at(month))
    found.push_back(month);
  if (auto const& cycle = version.tier_cycle)
    for (auto start = cycle->next_after(from, zone); start < to;
         start = cycle->next_after(start, zone))
      found.push_back(start);
  if (auto const& calendar = version.calendar)
    for (auto const bound : calendar->bounds_within(from, to, zone)) found.push_back(bound);
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<Instant> cycle_bounds(std::vector<TariffVersion const*> const& versions, Instant from,
                                  Instant to, Zone const& zone) {
  std::vector<TierCycle> cycles;
  for (auto const* const version : versions) {
    if (!version->energy.tiered()) continue;
    auto const cycle = version->tier_cycle.value_or(TierCycle{TierCycle::Unit::month});
    if (std::find(cycles.begin(), cycles.end(), cycle) == cycles.end()) cycles.push_back(cycle);
  }
  std::vector<Instant> found;
  for (auto const& cycle : cycles)
    for (auto start = cycle.next_after(from, zone); start < to;
         start = cycle.next_after(start, zone))
      found.push_back(start);
  return found;
}

}  // namespace e2ms
