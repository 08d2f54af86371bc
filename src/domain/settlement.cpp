#include "e2ms/domain/settlement.hpp"

#include <algorithm>
#include <map>

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/energy_price.hpp"

namespace e2ms {

namespace {

/// A register of a slice and the period whose price its energy has.
struct Part {
  std::string period;
  RegisterIndex reg;
  RegisterPoint from;
  RegisterPoint to;
};

Exact kwh_of(Energy energy) {
  return Exact(energy.wh(), 1000);
}

std::int64_t whole(Exact const& number) {
  return static_cast<std::int64_t>(rounded(number));
}

/// The position at a part of the way, in whole Wh.
RegisterPoint at_part(RegisterPoint const& from, RegisterPoint const& to, Exact const& part) {
  if (part == 0) return from;
  if (part == 1) return to;
  Exact const used = (to.total - from.total).wh();
  return {from.at + milliseconds(whole((to.at - from.at).ms * part)),
          from.total + Energy::wh(whole(used * part)), true};
}

/// The registers at `at` on the straight line between two points.
MeterPoint between(MeterPoint const& from, MeterPoint const& to, Instant at) {
  MeterPoint found{at, {}, true};
  for (std::size_t i = 0; i < from.registers.size(); ++i) {
    if (!from.registers[i] || !to.registers[i]) continue;
    Wide const used = (*to.registers[i] - *from.registers[i]).wh();
    auto const part = divide_half_away(used * (at - from.at).ms, (to.at - from.at).ms);
    ENSURE(part.has_value());
    found.registers[i] = *from.registers[i] + Energy::wh(*part);
  }
  return found;
}

Part total_part(std::string period, MeterPoint const& from, MeterPoint const& to) {
  return {std::move(period),
          kTotal,
          {from.at, from.total(), from.computed},
          {to.at, to.total(), to.computed}};
}

/// Where energy goes whose rates are not known: as cheap as it may have been.
std::string unknown_period(TariffVersion const& version) {
  if (version.total_mismatch_to) return *version.total_mismatch_to;
  auto const& prices = version.energy.rows.front().prices;
  return std::min_element(prices.begin(), prices.end(),
                          [](auto const& a, auto const& b) { return a.second < b.second; })
      ->first;
}

/// The rates of a slice by their periods; the total where a rate is missing or went down.
std::vector<Part> rate_parts(TariffVersion const& version, MeterPoint const& from,
                             MeterPoint const& to) {
  std::vector<Part> parts;
  RegisterPoint rest_from{from.at, from.total(), from.computed};
  RegisterPoint rest_to{to.at, to.total(), to.computed};
  for (auto const& [name, period] : version.register_map) {
    auto const reg = static_cast<RegisterIndex>(name[1] - '0');
    auto const& before = from.registers[reg];
    auto const& after = to.registers[reg];
    if (!before || !after || *after < *before)
      return {total_part(unknown_period(version), from, to)};
    parts.push_back({period, reg, {from.at, *before, from.computed}, {to.at, *after, to.computed}});
    rest_from.total = rest_from.total - *before;
    rest_to.total = rest_to.total - *after;
  }
  if (version.total_mismatch_to)
    parts.push_back({*version.total_mismatch_to, kRest, rest_from, rest_to});
  return parts;
}

/// What each register gains between two readings by beginning again at zero. One that went down for
/// another reason gains nothing: no rate moves more than the total.
using Turns = std::array<Energy, 6>;

Turns turns_of(MeterPair const& pair) {
  constexpr Energy kRounding = Energy::wh(100);
  Turns turns{};
  auto const all = moved(pair.from.total(), pair.to.total(), pair.rolls_at);
  for (std::size_t i = 0; i < turns.size(); ++i) {
    auto const& from = pair.from.registers[i];
    auto const& to = pair.to.registers[i];
    if (!from || !to || *to >= *from) continue;
    auto const used = moved(*from, *to, pair.rolls_at);
    if (used >= Energy{} && used <= all + kRounding) turns[i] = *pair.rolls_at;
  }
  return turns;
}

/// The later reading as a meter would show it whose registers never begin again.
MeterPair lifted(MeterPair pair, Turns const& turns) {
  for (std::size_t i = 0; i < turns.size(); ++i)
    if (pair.to.registers[i]) *pair.to.registers[i] += turns[i];
  return pair;
}

/// Enters the energy of one meter, slice by slice. Positions are lifted until a piece is put.
class Entering {
 public:
  Entering(MeterPair const& pair, Pricing const& pricing, EnergyBook& book, Instant until)
      : turns_(turns_of(pair)),
        pair_(lifted(pair, turns_)),
        end_(std::min(until, pair.to.at)),
        pricing_(pricing),
        book_(book) {}

  Result<void> run() {
    TRY(auto const used, times(pair_.to.total() - pair_.from.total(), pair_.ratio));
    if (used > kLargestUse) return FaultCode::overflow;
    TRY_VOID(cut());
    for (auto const& slice : slices_) TRY_VOID(check(slice));
    // From here on it must succeed.
    for (auto const& slice : slices_) enter_slice(slice);
    return {};
  }

 private:
  struct Slice {
    PublishedVersion version;
    MeterPoint from;
    MeterPoint to;
    std::vector<Part> parts;
  };

  Result<void> cut() {
    auto const& versions = pricing_.versions;
    auto start = pair_.from;
    auto const take = [&](PublishedVersion const& version, Instant at) {
      auto const end = at < pair_.to.at ? between(pair_.from, pair_.to, at) : pair_.to;
      slices_.push_back({version, start, end, {}});
      start = end;
    };
    for (std::size_t i = 0; i < versions.size() && start.at < end_; ++i) {
      bool const last = i + 1 == versions.size();
      auto const until = last ? end_ : std::min(end_, versions[i + 1].terms->valid_from);
      auto const& terms = *versions[i].terms;
      if (until <= start.at) continue;
      if (terms.valid_from > start.at) return FaultCode::not_found;
      for (auto const bound : price_bounds(terms, start.at, until, pricing_.zone))
        take(versions[i], bound);
      take(versions[i], until);
    }
    if (start.at < end_) return FaultCode::not_found;
    return {};
  }

  Result<void> check(Slice const& slice) {
    auto const& terms = *slice.version.terms;
    bool const by_clock = terms.energy.by_period() && terms.register_map.empty();
    if (by_clock && !terms.calendar->period_at(pricing_.zone.local(slice.from.at)))
      return FaultCode::not_found;
    return {};
  }

  std::vector<Part> parts_of(Slice const& slice) const {
    auto const& terms = *slice.version.terms;
    if (!terms.energy.by_period()) return {total_part("", slice.from, slice.to)};
    if (!terms.register_map.empty()) return rate_parts(terms, slice.from, slice.to);
    auto const period = terms.calendar->period_at(pricing_.zone.local(slice.from.at));
    return {total_part(*period, slice.from, slice.to)};
  }

  void enter_slice(Slice const& slice) {
    auto const parts = parts_of(slice);
    auto const& terms = *slice.version.terms;
    auto const bill = bill_at(slice.from.at, pricing_.zone);
    bool const tiered = terms.energy.tiered();
    auto const cycle = tier_cycle_start(terms, slice.from.at, pricing_.zone);
    auto const counted = tiered ? counted_before(slice, cycle, bill) : Energy{};
    auto const free_used = terms.free_quota ? book_.free_used(bill) : Energy{};
    Periods periods;
    for (auto const& part : parts) periods[part.period] += kwh_of(energy_of(part.from, part.to));
    auto const shares = price_energy(terms, pricing_.zone,
                                     {slice.from.at, std::move(periods), kwh_of(counted),
                                      kwh_of(free_used), limit_share(terms, cycle)});
    auto const free_end = free_part(shares);
    for (auto const& share : shares)
      put(slice, parts, share, bill,
          tiered ? std::optional(TierSpan{counted + used(parts, free_end, share.begins),
                                          counted + used(parts, free_end, share.ends)})
                 : std::nullopt);
    if (tiered) book_.count(cycle, bill, used(parts, free_end, 1));
  }

  /// What the tier cycle of a slice had counted when it began.
  Energy counted_before(Slice const& slice, Instant cycle, std::string const& bill) {
    bool const begins = cycle == slice.from.at;
    bool const takes_over = slice.version.terms->valid_from == slice.from.at;
    if (begins)
      book_.count(cycle, bill, {});
    else if (takes_over && !version_before_counted(slice, cycle))
      book_.count_again(cycle);
    return book_.counted(cycle);
  }

  bool version_before_counted(Slice const& slice, Instant cycle) const {
    TariffVersion const* before = nullptr;
    for (auto const& [id, terms] : pricing_.versions)
      if (terms->valid_from < slice.from.at) before = terms;
    return before != nullptr && before->energy.tiered() &&
           tier_cycle_start(*before, slice.from.at, pricing_.zone) == cycle;
  }

  static Exact free_part(std::vector<EnergyShare> const& shares) {
    bool const some = !shares.empty() && shares.front().key.code == "free_quota";
    return some ? shares.front().ends : Exact(0);
  }

  void put(Slice const& slice, std::vector<Part> const& parts, EnergyShare const& share,
           std::string const& bill, std::optional<TierSpan> const& tiers) {
    if (share.begins == share.ends) return;
    for (auto const& part : parts) {
      bool const other = share.key.code == "energy" && share.key.period != part.period;
      if (other) continue;
      auto from = at_part(part.from, part.to, share.begins);
      auto to = at_part(part.from, part.to, share.ends);
      auto const begun = lift(slice, part.reg, from.total, share.begins);
      auto const ended = lift(slice, part.reg, to.total, share.ends);
      from.total = from.total - begun;
      to.total = to.total - ended;
      book_.put({{bill, slice.version.id, share.key.code, share.key.tier, share.key.period},
                 part.reg,
                 Price{whole(share.price * kPriceUnit)},
                 from,
                 to,
                 share.key.code == "free_quota" ? std::nullopt : tiers,
                 ended - begun});
    }
  }

  /// What a lifted position stands above what the meter shows there. What the rates leave begins
  /// again with each of them; between two cuts nobody sees when.
  Energy lift(Slice const& slice, RegisterIndex reg, Energy position, Exact const& part) const {
    if (reg != kRest) return turned(reg, position);
    auto const& point = part == 1 ? slice.to : slice.from;
    auto sum = turned(kTotal, point.total());
    for (auto const& [name, period] : slice.version.terms->register_map) {
      auto const rate = static_cast<RegisterIndex>(name[1] - '0');
      if (point.registers[rate]) sum = sum - turned(rate, *point.registers[rate]);
    }
    return sum;
  }

  Energy turned(RegisterIndex reg, Energy position) const {
    auto const end = turns_[reg];
    return end != Energy{} && position >= end ? end : Energy{};
  }

  Energy energy_of(RegisterPoint const& from, RegisterPoint const& to) const {
    auto const energy = times(to.total - from.total, pair_.ratio);
    ENSURE(energy.has_value());
    return *energy;
  }

  /// The energy of a slice between two parts of it, as the pieces say it.
  Energy used(std::vector<Part> const& parts, Exact const& begins, Exact const& ends) const {
    Energy sum;
    if (ends <= begins) return sum;
    for (auto const& part : parts)
      sum += energy_of(at_part(part.from, part.to, begins), at_part(part.from, part.to, ends));
    return sum;
  }

  /// Who moves in has the limits of the months that are left of the year, his first one whole.
  std::optional<std::pair<int, int>> limit_share(TariffVersion const& terms, Instant cycle) const {
    if (!terms.tier_cycle || terms.tier_cycle->unit != TierCycle::Unit::year) return std::nullopt;
    if (pricing_.opened_at <= cycle) return std::nullopt;
    auto const first = pricing_.zone.date(cycle);
    auto const opened = pricing_.zone.date(pricing_.opened_at);
    auto const passed = (opened.year - first.year) * 12 + static_cast<int>(opened.month) -
                        static_cast<int>(first.month);
    constexpr int kYear = 12;
    if (passed <= 0 || passed >= kYear) return std::nullopt;
    return std::pair{kYear - passed, kYear};
  }

  static constexpr std::int64_t kPriceUnit = 100'000'000;

  Turns const turns_;
  MeterPair const pair_;
  Instant const end_;
  Pricing const& pricing_;
  EnergyBook& book_;
  std::vector<Slice> slices_;
};

}  // namespace

std::string bill_at(Instant at, Zone const& zone) {
  return to_text(zone.date(at)).substr(0, std::string_view("2026-11").size());
}

Result<void> enter(MeterPair const& pair, Pricing const& pricing, EnergyBook& book, Instant until) {
  ENSURE(pair.from.at < pair.to.at);
  ENSURE(moved(pair.from.total(), pair.to.total(), pair.rolls_at) >= Energy{});
  return Entering(pair, pricing, book, until).run();
}

Result<Priced> price_piece(LineTotal const& before, Piece const& piece, std::int64_t ratio) {
  ENSURE(ratio > 0);
  TRY(auto const difference, checked_sub(piece.to.total.wh(), piece.from.total.wh()));
  TRY(auto const used, checked_add(difference, piece.rolled.wh()));
  TRY(auto const energy, times(Energy::wh(used), ratio));
  TRY(auto const line_wh, checked_add(before.energy.wh(), energy.wh()));
  TRY(auto const due, amount(Energy::wh(line_wh), piece.price));
  if (due > kLargestDue || due < -kLargestDue) return FaultCode::overflow;
  return Priced{energy, before, {Energy::wh(line_wh), due}};
}

}  // namespace e2ms
