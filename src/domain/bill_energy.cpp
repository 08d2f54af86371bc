#include <algorithm>
#include <set>

#include "bill_sheet.hpp"

namespace e2ms {

namespace {

using Periods = std::map<std::string, Exact>;

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
    for (auto month = task.zone.start_of_next_month_at(from_); month < to_;
         month = task.zone.start_of_next_month_at(month))
      put(month);
    for (std::size_t i = 0; i < task.versions.size(); ++i) put_version(task, i);
  }

  std::set<Instant> const& all() const { return at_; }

 private:
  void put(Instant at) {
    if (at > from_ && at < to_) at_.insert(at);
  }

  void put_version(BillingTask const& task, std::size_t place) {
    auto const& version = task.versions[place];
    put(version.valid_from);
    if (version.tier_cycle)
      for (auto start = version.tier_cycle->next_after(from_, task.zone); start < to_;
           start = version.tier_cycle->next_after(start, task.zone))
        put(start);
    if (!version.calendar) return;
    bool const last = place + 1 == task.versions.size();
    auto const begin = std::max(from_, version.valid_from);
    auto const end = last ? to_ : std::min(to_, task.versions[place + 1].valid_from);
    for (auto const bound : version.calendar->bounds_within(begin, end, task.zone)) put(bound);
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
    Exact kwh = sum_of(periods);
    if (sheet) {
      sheet->kwh += kwh;
      sheet->highest_kw =
          std::max(sheet->highest_kw, Exact(kwh * Exact(hours(1).ms, (to - from).ms)));
      kwh -= deduct_free(version, kwh, periods, *sheet);
      add_lines(version, from, kwh, periods, *sheet);
    }
    counter_.count(kwh);
  }

  /// The first kWh of each bill cost nothing and count for no tier.
  static Exact deduct_free(TariffVersion const& version, Exact const& kwh, Periods& periods,
                           BillSheet& sheet) {
    if (!version.free_quota || version.free_quota->credit_price || kwh <= 0) return 0;
    Exact const left = version.free_quota->kwh - sheet.free_kwh;
    if (left <= 0) return 0;
    Exact const free = std::min(left, kwh);
    for (auto& [period, each] : periods) each *= (kwh - free) / kwh;
    sheet.free_kwh += free;
    sheet.add({"free_quota", version.id, 0, ""}, free, 0);
    return free;
  }

  void add_lines(TariffVersion const& version, Instant at, Exact const& kwh, Periods const& periods,
                 BillSheet& sheet) const {
    using Kind = EnergyPrices::Kind;
    auto const kind = version.energy.kind;
    if (kind != Kind::tier && kind != Kind::tier_tou)
      for (auto const& [period, each] : periods)
        sheet.add({"energy", version.id, 0, period}, each,
                  version.energy.rows.front().prices.at(period));
    if (version.energy.tiered()) add_tiers(version, at, kwh, periods, sheet);
    for (auto const& surcharge : version.surcharges)
      sheet.add({"surcharge:" + surcharge.code, version.id, 0, ""}, kwh, surcharge.per_kwh);
  }

  /// Divides the piece at the limits it crosses, all its periods in the same proportion.
  void add_tiers(TariffVersion const& version, Instant at, Exact const& kwh, Periods const& periods,
                 BillSheet& sheet) const {
    auto const cycle = version.tier_cycle.value_or(TierCycle{TierCycle::Unit::month});
    auto start = cycle.start_at(at, task_.zone);
    auto const year = task_.zone.date(start).year;
    if (task_.tier_reset_on_version) start = std::max(start, version.valid_from);
    auto const& rows = version.energy.tiers_in(task_.zone.date(at).month);
    Exact position = counter_.since(start);
    Exact left = kwh;
    for (std::size_t i = 0; i < rows.size() && left > 0; ++i) {
      Exact taken = left;
      if (rows[i].upto) {
        Exact const room = limit(version, cycle, year, i, *rows[i].upto) - position;
        if (room <= 0) continue;
        taken = std::min(room, left);
      }
      add_tier(version, rows[i], static_cast<unsigned>(i + 1), taken, taken / kwh, periods, sheet);
      position += taken;
      left -= taken;
    }
  }

  static void add_tier(TariffVersion const& version, TierRow const& row, unsigned tier,
                       Exact const& kwh, Exact const& part, Periods const& periods,
                       BillSheet& sheet) {
    if (version.energy.kind == EnergyPrices::Kind::tou_tier_adder) {
      auto const& adder = row.prices.at("");
      if (adder != 0) sheet.add({"tier_adder", version.id, tier, ""}, kwh, adder);
      return;
    }
    for (auto const& [period, each] : periods)
      sheet.add({"energy", version.id, tier, period}, each * part, row.prices.at(period));
  }

  Exact limit(TariffVersion const& version, TierCycle const& cycle, int year, std::size_t place,
              Exact const& upto) const {
    Exact limit = upto;
    if (place < version.tier_shift.size()) limit += version.tier_shift[place];
    auto const share = task_.tier_prorate.find(year);
    if (cycle.unit == TierCycle::Unit::year && share != task_.tier_prorate.end())
      limit *= Exact(share->second.first, share->second.second);
    return limit;
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
