#include <algorithm>
#include <set>

#include "bill_sheet.hpp"
#include "e2ms/domain/energy_price.hpp"

namespace e2ms {

namespace {

Exact sum_of(Periods const& periods) {
  Exact sum = 0;
  for (auto const& [period, kwh] : periods) sum += kwh;
  return sum;
}

BillingProblem problem(std::string place, std::string text) {
  return {std::move(place), std::move(text)};
}

/// Every instant at which the price of energy may change, and every reading.
class Cuts {
 public:
  Cuts(BillingTask const& task, std::vector<EnergyPair> const& pairs) {
    for (auto const& pair : pairs) at_.insert({pair.from, pair.to});
    if (at_.empty()) return;
    from_ = *at_.begin();
    to_ = *at_.rbegin();
    for (auto const& bill : task.bills) {
      put(bill.from);
      put(bill.to);
    }
    for (std::size_t i = 0; i < task.versions.size(); ++i) put_version(task, i);
    // A counter begins with its cycle, whichever version prices that day.
    std::vector<TariffVersion const*> all;
    for (auto const& version : task.versions) all.push_back(&version);
    for (auto const bound : cycle_bounds(all, from_, to_, task.zone)) put(bound);
  }

  std::set<Instant> const& all() const { return at_; }

 private:
  void put(Instant at) {
    if (at > from_ && at < to_) at_.insert(at);
  }

  void put_version(BillingTask const& task, std::size_t place) {
    auto const& version = task.versions[place];
    put(version.valid_from);
    bool const last = place + 1 == task.versions.size();
    auto const begin = place == 0 ? from_ : std::max(from_, version.valid_from);
    auto const end = last ? to_ : std::min(to_, task.versions[place + 1].valid_from);
    for (auto const bound : price_bounds(version, begin, end, task.zone)) put(bound);
  }

  std::set<Instant> at_;
  Instant from_{}, to_{};
};

/// Energy so far, to know what a tier cycle has counted.
class Counter {
 public:
  explicit Counter(BillingTask const& task) : task_(task) {}

  void begin_piece(Instant at) { marks_.emplace_back(at, total_); }
  void count(Exact const& kwh) { total_ += kwh; }

  /// What was counted since then, but not before the first reading.
  Exact since(Instant start) const {
    if (start <= marks_.front().first) return total_ + task_.counted_before;
    auto const mark = std::lower_bound(marks_.begin(), marks_.end(), start,
                                       [](auto const& a, Instant at) { return a.first < at; });
    return total_ - mark->second;
  }

 private:
  BillingTask const& task_;
  std::vector<std::pair<Instant, Exact>> marks_;
  Exact total_ = 0;
};

class EnergyWalk {
 public:
  EnergyWalk(BillingTask const& task, std::vector<BillSheet>& sheets)
      : task_(task), sheets_(sheets), counter_(task) {}

  /// The energy of all meters between two neighbouring cuts.
  std::optional<BillingProblem> take(Instant from, Instant to,
                                     std::vector<EnergyPair const*> const& pairs) {
    counter_.begin_piece(from);
    auto* const sheet = sheet_at(from);
    auto const* const version = version_at(task_.versions, from);
    if (!version) {
      if (sheet && !pairs.empty())
        return problem("tariffs", "no version is valid at " + to_iso(from));
      // Without a price, but it counts for the tiers.
      for (auto const* const pair : pairs)
        counter_.count(active_energy(pair->energy) *
                       Exact((to - from).ms, (pair->to - pair->from).ms));
      return std::nullopt;
    }
    Periods periods;
    for (auto const* const pair : pairs) {
      Exact const part((to - from).ms, (pair->to - pair->from).ms);
      if (auto wrong = add_periods(*version, *pair, part, from, periods)) return wrong;
      if (sheet) add_reactive(*pair, part, *sheet);
    }
    if (pairs.empty()) return std::nullopt;
    price(*version, from, to, periods, sheet);
    return std::nullopt;
  }

 private:
  BillSheet* sheet_at(Instant at) {
    for (auto& sheet : sheets_)
      if (at >= sheet.period->from && at < sheet.period->to) return &sheet;
    return nullptr;
  }

  static void add_reactive(EnergyPair const& pair, Exact const& part, BillSheet& sheet) {
    auto const reactive = pair.energy.find(kReactiveRegister);
    if (reactive == pair.energy.end()) return;
    sheet.kvarh += reactive->second * part;
    sheet.kvarh_known = true;
  }

  std::optional<BillingProblem> add_periods(TariffVersion const& version, EnergyPair const& pair,
                                            Exact const& part, Instant at, Periods& periods) const {
    if (!version.energy.by_period()) {
      periods[""] += active_energy(pair.energy) * part;
      return std::nullopt;
    }
    if (!version.register_map.empty()) return add_registers(version, pair, part, periods);
    auto const period = version.calendar->period_at(task_.zone.local(at));
    if (!period)
      return problem("tariffs",
                     "the calendar of " + version.id + " has no period at " + to_iso(at));
    if (!version.energy.rows.front().prices.contains(*period))
      return problem("tariffs", version.id + " has no price for " + *period);
    periods[*period] += active_energy(pair.energy) * part;
    return std::nullopt;
  }

  std::optional<BillingProblem> add_registers(TariffVersion const& version, EnergyPair const& pair,
                                              Exact const& part, Periods& periods) const {
    auto const total = pair.energy.find(kTotalRegister);
    bool const rest_known = version.total_mismatch_to && total != pair.energy.end();
    Exact mapped = 0;
    for (auto const& [name, period] : version.register_map) {
      auto const found = pair.energy.find(name);
      if (found == pair.energy.end()) {
        if (rest_known) continue;
        return problem("readings", "meter " + task_.meters[pair.meter].id + " has no register " +
                                       name + " at " + to_iso(pair.to));
      }
      periods[period] += found->second * part;
      mapped += found->second;
    }
    if (rest_known) periods[*version.total_mismatch_to] += (total->second - mapped) * part;
    return std::nullopt;
  }

  void price(TariffVersion const& version, Instant from, Instant to, Periods periods,
             BillSheet* sheet) {
    Exact const kwh = sum_of(periods);
    if (!sheet) return counter_.count(kwh);
    sheet->kwh += kwh;
    sheet->highest_kw =
        std::max(sheet->highest_kw, Exact(kwh * Exact(hours(1).ms, (to - from).ms)));
    auto const cycle = tier_cycle_start(version, from, task_.zone);
    auto const start = task_.tier_reset_on_version ? std::max(cycle, version.valid_from) : cycle;
    Exact free = 0;
    for (auto const& share : price_energy(version, task_.zone,
                                          {from, std::move(periods), counter_.since(start),
                                           sheet->free_kwh, limit_share(version, cycle)})) {
      if (share.key.code == "free_quota") free = share.quantity;
      bool const none = share.key.tier > 0 && share.quantity == 0;
      if (!none) sheet->add(share.key, share.quantity, share.price);
    }
    sheet->free_kwh += free;
    counter_.count(kwh - free);
  }

  std::optional<std::pair<int, int>> limit_share(TariffVersion const& version,
                                                 Instant cycle) const {
    auto const share = task_.tier_prorate.find(task_.zone.date(cycle).year);
    bool const yearly = version.tier_cycle && version.tier_cycle->unit == TierCycle::Unit::year;
    if (!yearly || share == task_.tier_prorate.end()) return std::nullopt;
    return share->second;
  }

  BillingTask const& task_;
  std::vector<BillSheet>& sheets_;
  Counter counter_;
};

}  // namespace

TariffVersion const* version_at(std::vector<TariffVersion> const& versions, Instant at) {
  TariffVersion const* found = nullptr;
  for (auto const& version : versions)
    if (version.valid_from <= at) found = &version;
  return found;
}

std::optional<BillingProblem> add_energy_lines(BillingTask const& task,
                                               std::vector<EnergyPair> const& pairs,
                                               std::vector<BillSheet>& sheets) {
  Cuts const cuts(task, pairs);
  std::vector<EnergyPair const*> waiting;
  for (auto const& pair : pairs) waiting.push_back(&pair);
  std::stable_sort(waiting.begin(), waiting.end(),
                   [](auto const* a, auto const* b) { return a->from < b->from; });
  EnergyWalk walk(task, sheets);
  std::vector<EnergyPair const*> open;
  auto next = waiting.begin();
  for (auto cut = cuts.all().begin(); cut != cuts.all().end(); ++cut) {
    auto const end = std::next(cut);
    if (end == cuts.all().end()) break;
    std::erase_if(open, [cut](auto const* pair) { return pair->to <= *cut; });
    for (; next != waiting.end() && (*next)->from <= *cut; ++next) open.push_back(*next);
    if (auto wrong = walk.take(*cut, *end, open)) return wrong;
  }
  return std::nullopt;
}

}  // namespace e2ms
