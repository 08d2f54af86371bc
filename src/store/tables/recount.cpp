#include "e2ms/store/recount.hpp"

#include <algorithm>

#include "e2ms/domain/energy_price.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/ratios.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::store {

namespace {

/// Columns of account.meters_of.
struct MeterRow {
  MeterId meter;
  Instant opening_at;
  Energy opening_total;
  std::optional<Instant> until;
  std::optional<Instant> last_at;
  std::optional<Energy> rolls_at;
};

constexpr std::int64_t kLargestCounter = INT64_MAX / 4;

/// Only what somebody wrote by hand goes beyond.
Energy bounded(Wide wh) {
  bool const beyond = wh > kLargestCounter || wh < -kLargestCounter;
  return Energy::wh(beyond ? 0 : static_cast<std::int64_t>(wh));
}

/// What stands on the energy lines of bills from one to before another, posted or running.
Wide energy_of_bills(ReadTx& tx, AccountId account, std::string const& first,
                     std::string const& before) {
  Wide sum = 0;
  auto const add = [&sum](Energy energy) { sum += energy.wh(); };
  tx.each<Energy>("account.energy_of_bills", add, in("account", account), in("first", first),
                  in("before", before));
  return sum;
}

/// How far energy was entered: up to this reading, as those of several meters came.
struct Entered {
  Instant at;
  MeterId meter;

  friend auto operator<=>(Entered const&, Entered const&) = default;
};

Wide all_before(ReadTx& tx, AccountId account, Zone const& zone, Instant cycle, Wide of_bills,
                std::optional<Entered> entered);

bool can_be(MeterPair const& pair) {
  constexpr Instant kYear1900{-2'208'988'800'000}, kYear2200{7'258'118'400'000};
  auto const good = [&](MeterPoint const& point) {
    return point.at >= kYear1900 && point.at < kYear2200 && point.total() >= Energy{} &&
           point.total() <= kLargestRegister;
  };
  if (pair.rolls_at && *pair.rolls_at > kLargestRegister) return false;
  if (!good(pair.from) || !good(pair.to) || pair.to.at <= pair.from.at) return false;
  auto const used = Wide{moved(pair.from.total(), pair.to.total(), pair.rolls_at).wh()};
  return used >= 0 && pair.ratio > 0 && used * pair.ratio <= kLargestUse.wh();
}

/// Pieces come before the ratio; a book in memory is told which one they have, and of which
/// reading.
class StepBook : public EnergyBook {
 public:
  void at_step(Entered entered, std::int64_t ratio) {
    entered_ = entered;
    ratio_ = ratio;
  }

 protected:
  Entered entered() const { return entered_; }
  Wide used(Piece const& piece) const { return Wide{piece.used().wh()} * ratio_; }

 private:
  Entered entered_{};
  std::int64_t ratio_ = 1;
};

/// The energy of an account in memory.
class MemoryBook : public StepBook {
 public:
  /// Counts from the first bill of `result` on; what was counted before is what was posted.
  MemoryBook(ReadTx& tx, AccountId account, Zone const& zone, Recount& result)
      : tx_(tx), account_(account), zone_(zone), result_(result) {}

  Energy counted(Instant cycle) override {
    auto const known = result_.counters.find(cycle);
    if (known != result_.counters.end()) return known->second;
    auto const bill = bill_at(cycle, zone_);
    Wide all = energy_of_bills(tx_, account_, bill, result_.first_bill);
    for (auto const& [key, wh] : result_.lines)
      if (key.bill >= bill && key.code == "energy") all += wh;
    auto const since = all - all_before(tx_, account_, zone_, cycle, all, entered());
    return result_.counters[cycle] = bounded(since);
  }

  void count_again(Instant cycle) override { result_.counters.erase(cycle); }

  void count(Instant cycle, std::string const& bill, Energy energy) override {
    if (bill < result_.first_bill) return;
    auto& counter = result_.counters[cycle];
    // Only what somebody wrote by hand comes so far; it differs whatever is counted.
    if (counter.wh() < kLargestCounter) counter += energy;
  }

  Energy free_used(std::string const& bill) override { return free_[bill]; }

  void put(Piece const& piece) override {
    if (piece.line.bill < result_.first_bill) return;
    auto const wh = used(piece);
    result_.lines[piece.line] += wh;
    if (piece.line.code == "free_quota")
      free_[piece.line.bill] += Energy::wh(static_cast<std::int64_t>(wh));
  }

 private:
  ReadTx& tx_;
  AccountId account_;
  Zone const& zone_;
  Recount& result_;
  std::map<std::string, Energy> free_;
};

/// What was used of one bill, without what was free. Tiers do not matter for that.
class UsedBook : public StepBook {
 public:
  explicit UsedBook(std::string bill) : bill_(std::move(bill)) {}

  Energy counted(Instant) override { return {}; }
  void count_again(Instant) override {}
  void count(Instant, std::string const&, Energy) override {}
  Energy free_used(std::string const&) override { return free_; }

  void put(Piece const& piece) override {
    if (piece.line.bill != bill_) return;
    if (piece.line.code == "energy") sum_ += used(piece);
    if (piece.line.code == "free_quota")
      free_ += Energy::wh(static_cast<std::int64_t>(used(piece)));
  }

  Wide sum() const { return sum_; }

 private:
  std::string bill_;
  Wide sum_ = 0;
  Energy free_;
};

class Recounting {
 public:
  Recounting(ReadTx& tx, AccountId account, std::string const& from_bill)
      : tx_(tx), account_(account) {
    result_.first_bill = from_bill;
  }

  void price_by(Pricing const& prices) { prices_ = prices; }

  /// Reads no more than that time needs: with the reading before and after it.
  void read_only(Instant begin, std::optional<Instant> end) {
    begin_ = begin;
    end_ = end;
  }

  Recount run() && {
    auto const prices = load_all();
    if (!prices) return std::move(result_);
    MemoryBook book(tx_, account_, prices->zone, result_);
    enter_all(*prices, book, Instant{INT64_MAX});
    return std::move(result_);
  }

  /// What was used of the only bill before an instant; a fault when its readings cannot be settled.
  Result<Wide> used_before(Instant until, std::optional<Entered> entered) && {
    UsedBook book(result_.first_bill);
    auto const prices = load_all();
    if (entered)
      std::erase_if(steps_, [&entered](Step const& step) { return step.entered() > *entered; });
    if (prices) enter_all(*prices, book, until);
    if (result_.problem || forgotten_until_ > Instant{INT64_MIN}) return FaultCode::not_found;
    return book.sum();
  }

 private:
  using Kind = Recount::Problem::Kind;

  /// Two readings of a meter that follow each other.
  struct Step {
    MeterPair pair;
    MeterId meter;

    Entered entered() const { return {pair.to.at, meter}; }
  };

  /// What prices them; nothing when there is no energy, or none that can be settled.
  std::optional<Pricing> load_all() {
    auto const meters = tx_.all<MeterRow>("account.meters_of", in("account", account_));
    result_.several_meters = side_by_side(meters);
    for (auto const& meter : meters) load(meter);
    if (result_.problem || steps_.empty()) return std::nullopt;
    return order();
  }

  void wrong(MeterId meter, Instant at, Kind kind) {
    if (!result_.problem) result_.problem = Recount::Problem{meter, at, kind};
  }

  /// Meters that followed each other have an order: the one was read before the other was there.
  static bool side_by_side(std::vector<MeterRow> const& meters) {
    for (auto const& one : meters)
      for (auto const& other : meters) {
        bool const before = one.until && *one.until <= other.opening_at;
        bool const after = other.until && *other.until <= one.opening_at;
        if (one.meter != other.meter && !before && !after) return true;
      }
    return false;
  }

  void load(MeterRow const& meter) {
    auto const span = span_of(meter);
    if (!span) return wrong(meter.meter, meter.opening_at, Kind::unread_pack);
    auto const readings = counted(tx_, meter.meter, *span);
    if (!readings) return wrong(meter.meter, meter.opening_at, Kind::unread_pack);
    if (readings->empty()) return;
    auto const& first = readings->front();
    bool const from_opening = span->from == meter.opening_at;
    if (from_opening && first.at != meter.opening_at)
      forgotten_until_ = std::max(forgotten_until_, first.at);
    else if (from_opening && first.total != meter.opening_total)
      return wrong(meter.meter, first.at, Kind::other_opening);
    auto const versions = ratios(tx_, meter.meter);
    for (std::size_t i = 1; i < readings->size(); ++i) {
      auto const& from = (*readings)[i - 1];
      auto const& to = (*readings)[i];
      if (to.rebased) continue;
      if (changes_between(versions, from.at, to.at))
        return wrong(meter.meter, from.at, Kind::two_ratios);
      steps_.push_back(
          {{from.meter_point(), to.meter_point(), ratio_at(versions, from.at), meter.rolls_at},
           meter.meter});
    }
  }

  /// All that was read of a meter, or what a month needs: with the reading before and after it.
  Result<Span> span_of(MeterRow const& meter) {
    auto const last = meter.until ? *meter.until : meter.last_at.value_or(meter.opening_at);
    Span span{meter.opening_at, last + milliseconds(1)};
    if (!begin_) return span;
    TRY(auto const before, counted_before(tx_, meter.meter, *begin_));
    if (before) span.from = std::max(span.from, before->at);
    if (!end_) return span;
    TRY(auto const after, counted_after(tx_, meter.meter, *end_));
    // One that is being entered is not the last of its meter yet.
    if (after && !(meter.until && *meter.until < after->at)) span.to = after->at + milliseconds(1);
    return span;
  }

  /// Puts them in the order in which the later readings came.
  std::optional<Pricing> order() {
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](auto const& a, auto const& b) { return a.entered() < b.entered(); });
    auto const first = std::min_element(
        steps_.begin(), steps_.end(),
        [](auto const& a, auto const& b) { return a.pair.from.at < b.pair.from.at; });
    auto const give_up = [&](Kind kind, Instant at) {
      wrong(first->meter, at, kind);
      return std::nullopt;
    };
    if (!can_be(first->pair)) return give_up(Kind::impossible, first->pair.to.at);
    auto prices = prices_ ? Result<Pricing>(*prices_) : pricing(tx_, account_, first->pair.from.at);
    if (!prices) return give_up(Kind::without_price, first->pair.from.at);
    if (forgotten_until_ > Instant{INT64_MIN}) {
      auto const whole = prices->zone.start_of_next_month_at(forgotten_until_);
      result_.first_bill = std::max(result_.first_bill, bill_at(whole, prices->zone));
    }
    return *std::move(prices);
  }

  void enter_all(Pricing const& prices, StepBook& book, Instant until) {
    for (auto const& step : steps_) {
      if (!can_be(step.pair)) return wrong(step.meter, step.pair.to.at, Kind::impossible);
      if (bill_at(step.pair.to.at, prices.zone) < result_.first_bill) continue;
      book.at_step(step.entered(), step.pair.ratio);
      if (!enter(step.pair, prices, book, until))
        return wrong(step.meter, step.pair.from.at, Kind::without_price);
    }
  }

  ReadTx& tx_;
  AccountId account_;
  Recount result_;
  std::optional<Pricing> prices_;
  std::optional<Instant> begin_;
  std::optional<Instant> end_;
  Instant forgotten_until_{INT64_MIN};
  std::vector<Step> steps_;
};

/// What was used before a cycle began within a month, of that month's bill and without what was
/// free: by its readings, for lines are not divided there when nobody counts yet. `of_bills` stands
/// on the bills from that month on.
Wide all_before(ReadTx& tx, AccountId account, Zone const& zone, Instant cycle, Wide of_bills,
                std::optional<Entered> entered) {
  auto const month = zone.start_of_month_at(cycle);
  if (month == cycle || of_bills == 0) return 0;
  Recounting recounting(tx, account, bill_at(cycle, zone));
  recounting.read_only(month, cycle);
  auto const used = std::move(recounting).used_before(cycle, entered);
  // Where that is not known any more, the month counts for nobody.
  return used ? *used
              : energy_of_bills(tx, account, bill_at(month, zone),
                                bill_at(zone.start_of_next_month_at(month), zone));
}

}  // namespace

Energy energy_since(ReadTx& tx, AccountId account, Zone const& zone, Instant cycle) {
  constexpr char const* kAfterAll = "9999-99";
  auto const all = energy_of_bills(tx, account, bill_at(cycle, zone), kAfterAll);
  return bounded(all - all_before(tx, account, zone, cycle, all, std::nullopt));
}

Recount recount_month(ReadTx& tx, AccountId account, Pricing const& prices, Instant month) {
  Recounting recounting(tx, account, bill_at(month, prices.zone));
  recounting.price_by(prices);
  recounting.read_only(prices.zone.start_of_month_at(month),
                       prices.zone.start_of_next_month_at(month));
  auto found = std::move(recounting).run();
  std::erase_if(found.lines, [&](auto const& line) { return line.first.bill > found.first_bill; });
  return found;
}

Recount recount_since(ReadTx& tx, AccountId account, Zone const& zone, Instant month) {
  Recounting recounting(tx, account, bill_at(month, zone));
  recounting.read_only(month, std::nullopt);
  auto found = std::move(recounting).run();
  auto oldest = month;
  if (auto const prices = pricing(tx, account, month))
    for (auto const& [id, terms] : prices->versions)
      if (terms->energy.tiered()) oldest = std::min(oldest, tier_cycle_start(*terms, month, zone));
  std::erase_if(found.counters, [oldest](auto const& each) { return each.first < oldest; });
  return found;
}

Recount recount(ReadTx& tx, AccountId account) {
  return Recounting(tx, account, "").run();
}

}  // namespace e2ms::store
