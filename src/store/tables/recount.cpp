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

/// The energy of an account in memory.
class MemoryBook : public EnergyBook {
 public:
  /// Counts from `count_bill` on; what was counted before is what was posted.
  MemoryBook(ReadTx& tx, AccountId account, Zone const& zone, Recount& result,
             std::string const& count_bill)
      : tx_(tx), account_(account), zone_(zone), result_(result), count_bill_(count_bill) {}

  void at_ratio(std::int64_t ratio) { ratio_ = ratio; }

  Energy counted(Instant cycle) override {
    auto const known = result_.counters.find(cycle);
    if (known != result_.counters.end()) return known->second;
    Wide before = 0;
    auto const add = [&before](Energy energy) { before += energy.wh(); };
    if (!count_bill_.empty())
      tx_.each<Energy>("account.counted_before", add, in("account", account_), in("from", cycle),
                       in("first", bill_at(cycle, zone_)), in("before", count_bill_));
    bool const beyond = before > kLargestCounter || before < -kLargestCounter;
    return result_.counters[cycle] = Energy::wh(beyond ? 0 : static_cast<std::int64_t>(before));
  }

  void count(Instant cycle, std::string const& bill, Energy energy) override {
    if (bill < count_bill_) return;
    auto& counter = result_.counters[cycle];
    // Only what somebody wrote by hand comes so far; it differs whatever is counted.
    if (counter.wh() < kLargestCounter) counter += energy;
  }

  Energy free_used(std::string const& bill) override { return free_[bill]; }

  void put(Piece const& piece) override {
    if (piece.line.bill < result_.first_bill) return;
    auto const wh = Wide{piece.used().wh()} * ratio_;
    result_.lines[piece.line] += wh;
    if (piece.line.code == "free_quota")
      free_[piece.line.bill] += Energy::wh(static_cast<std::int64_t>(wh));
  }

 private:
  ReadTx& tx_;
  AccountId account_;
  Zone const& zone_;
  Recount& result_;
  std::string const& count_bill_;
  std::int64_t ratio_ = 1;
  std::map<std::string, Energy> free_;
};

class Recounting {
 public:
  Recounting(ReadTx& tx, AccountId account, std::string const& from_bill)
      : tx_(tx), account_(account) {
    result_.first_bill = count_bill_ = from_bill;
  }

  /// Prices by those terms, and reads no more than one month needs.
  void only_month(Pricing const& prices, Instant month) {
    prices_ = prices;
    begin_ = prices.zone.start_of_month_at(month);
    end_ = prices.zone.start_of_next_month_at(month);
  }

  /// Counts for the tiers from a month on that may be earlier.
  void count_from(Instant month, Zone const& zone) {
    begin_ = month;
    count_bill_ = bill_at(month, zone);
  }

  Recount run() && {
    auto const meters = tx_.all<MeterRow>("account.meters_of", in("account", account_));
    result_.several_meters = side_by_side(meters);
    for (auto const& meter : meters) load(meter);
    if (!result_.problem && !steps_.empty()) enter_all();
    return std::move(result_);
  }

 private:
  using Kind = Recount::Problem::Kind;

  /// Two readings of a meter that follow each other.
  struct Step {
    MeterPair pair;
    MeterId meter;
  };

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
    if (after) span.to = std::min(span.to, after->at + milliseconds(1));
    return span;
  }

  /// In the order in which the later readings came.
  void enter_all() {
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](auto const& a, auto const& b) { return a.pair.to.at < b.pair.to.at; });
    auto const first = std::min_element(
        steps_.begin(), steps_.end(),
        [](auto const& a, auto const& b) { return a.pair.from.at < b.pair.from.at; });
    if (!can_be(first->pair)) return wrong(first->meter, first->pair.to.at, Kind::impossible);
    auto const prices =
        prices_ ? Result<Pricing>(*prices_) : pricing(tx_, account_, first->pair.from.at);
    if (!prices) return wrong(first->meter, first->pair.from.at, Kind::without_price);
    if (forgotten_until_ > Instant{INT64_MIN}) {
      auto const whole = prices->zone.start_of_next_month_at(forgotten_until_);
      result_.first_bill = std::max(result_.first_bill, bill_at(whole, prices->zone));
      count_bill_ = std::max(count_bill_, bill_at(whole, prices->zone));
    }
    MemoryBook book(tx_, account_, prices->zone, result_, count_bill_);
    for (auto const& step : steps_) {
      if (!can_be(step.pair)) return wrong(step.meter, step.pair.to.at, Kind::impossible);
      if (bill_at(step.pair.to.at, prices->zone) < count_bill_) continue;
      book.at_ratio(step.pair.ratio);
      if (!enter(step.pair, *prices, book))
        return wrong(step.meter, step.pair.from.at, Kind::without_price);
    }
  }

  ReadTx& tx_;
  AccountId account_;
  Recount result_;
  std::string count_bill_;  ///< the first whose energy is counted here
  std::optional<Pricing> prices_;
  std::optional<Instant> begin_;
  std::optional<Instant> end_;
  Instant forgotten_until_{INT64_MIN};
  std::vector<Step> steps_;
};

}  // namespace

Recount recount_month(ReadTx& tx, AccountId account, Pricing const& prices, Instant month) {
  Recounting recounting(tx, account, bill_at(month, prices.zone));
  recounting.only_month(prices, month);
  auto found = std::move(recounting).run();
  std::erase_if(found.lines, [&](auto const& line) { return line.first.bill > found.first_bill; });
  return found;
}

Recount recount_since(ReadTx& tx, AccountId account, Zone const& zone, Instant month) {
  auto oldest = month, from = month;
  if (auto const prices = pricing(tx, account, month))
    for (auto const& version : prices->versions) {
      if (!version.terms->energy.tiered()) continue;
      auto const cycle = tier_cycle_start(*version.terms, month, zone);
      oldest = std::min(oldest, cycle);
      // What was posted is known by the month; a cycle that began within one is counted again.
      auto const first = zone.start_of_month_at(cycle);
      if (first != cycle) from = std::min(from, first);
    }
  Recounting recounting(tx, account, bill_at(month, zone));
  recounting.count_from(from, zone);
  auto found = std::move(recounting).run();
  std::erase_if(found.counters, [oldest](auto const& each) { return each.first < oldest; });
  return found;
}

Recount recount(ReadTx& tx, AccountId account) {
  return Recounting(tx, account, "").run();
}

}  // namespace e2ms::store
