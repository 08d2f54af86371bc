#include <algorithm>

#include "audit_findings.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.meters_of.
struct MeterRow {
  MeterId meter;
  Instant opening_at;
  Energy opening_total;
  std::optional<Instant> until;
  std::optional<Instant> last_at;
  std::int64_t ratio;
};

/// Columns of audit.energy_of.
struct EnergyRow {
  std::string bill;
  TariffVersionId version;
  std::string code;
  std::int64_t tier;
  std::string period;
  Energy energy;
};

using Lines = std::map<LineKey, Wide>;

/// An account's energy in memory, as its readings say it.
class Recount : public EnergyBook {
 public:
  Recount(store::ReadTx& tx, AccountId account, Instant from)
      : tx_(tx), account_(account), from_(from) {}

  void at_ratio(std::int64_t ratio) { ratio_ = ratio; }

  Energy counted(Instant cycle) override {
    auto const known = cycles_.find(cycle);
    if (known != cycles_.end()) return known->second;
    // What was used before the readings that are left.
    Wide before = 0;
    auto const add = [&before](Energy energy) { before += energy.wh(); };
    tx_.each<Energy>("audit.counted_between", add, in("account", account_), in("from", cycle),
                     in("to", from_));
    return cycles_[cycle] =
               Energy::wh(before > kMostBefore ? 0 : static_cast<std::int64_t>(before));
  }
  void count(Instant cycle, Energy energy) override { cycles_[cycle] += energy; }
  Energy free_used(std::string const& bill) override { return free_[bill]; }
  void put(Piece const& piece) override {
    auto const wh = Wide{(piece.to.total - piece.from.total).wh()} * ratio_;
    lines_[piece.line] += wh;
    if (piece.line.code == "free_quota")
      free_[piece.line.bill] += Energy::wh(static_cast<std::int64_t>(wh));
  }

  Lines const& lines() const { return lines_; }

 private:
  static constexpr std::int64_t kMostBefore = INT64_MAX / 4;

  store::ReadTx& tx_;
  AccountId account_;
  Instant from_;
  std::int64_t ratio_ = 1;
  std::map<Instant, Energy> cycles_;
  std::map<std::string, Energy> free_;
  Lines lines_;
};

/// So much energy can be added up a thousand times.
constexpr std::int64_t kLargestPair = INT64_MAX / 1'000'000;

class AccountEnergy {
 public:
  AccountEnergy(store::ReadTx& tx, AccountId account, Findings& findings)
      : tx_(tx), account_(account), findings_(findings) {}

  void run() {
    auto const meters = tx_.all<MeterRow>("audit.meters_of", in("account", account_));
    several_ = meters.size() > 1;
    for (auto const& meter : meters) load(meter);
    auto const expected = recount();
    if (!expected) return;
    compare(*expected);
  }

 private:
  /// Two readings of a meter, in the order in which they were recorded.
  struct Step {
    MeterPair pair;
    MeterId meter;
  };

  void load(MeterRow const& meter) {
    auto const end = meter.until ? *meter.until : meter.last_at.value_or(meter.opening_at);
    auto const readings =
        store::counted(tx_, meter.meter, {meter.opening_at, end + milliseconds(1)});
    if (!readings || readings->empty()) return;
    auto const& first = readings->front();
    if (first.at != meter.opening_at) forgotten_until_ = std::max(forgotten_until_, first.at);
    if (first.at == meter.opening_at && first.total != meter.opening_total)
      add("meter " + std::to_string(meter.meter.value) + " was not opened with its reading");
    for (std::size_t i = 1; i < readings->size(); ++i) {
      auto const& to = (*readings)[i];
      if (to.rebased) continue;
      steps_.push_back(
          {{(*readings)[i - 1].meter_point(), to.meter_point(), meter.ratio}, meter.meter});
    }
  }

  std::optional<Lines> recount() {
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](auto const& a, auto const& b) { return a.pair.to.at < b.pair.to.at; });
    if (steps_.empty()) return Lines{};
    auto const begin =
        std::min_element(steps_.begin(), steps_.end(), [](auto const& a, auto const& b) {
          return a.pair.from.at < b.pair.from.at;
        })->pair.from.at;
    auto const prices = store::pricing(tx_, account_, begin);
    if (!prices) {
      add("has energy from " + moment(begin) + ", which nothing prices");
      return std::nullopt;
    }
    if (forgotten_until_ > Instant{INT64_MIN})
      first_bill_ = bill_at(prices->zone.start_of_next_month_at(forgotten_until_), prices->zone);
    Recount book(tx_, account_, begin);
    for (auto const& step : steps_) {
      if (!possible(step.pair)) {
        add("meter " + std::to_string(step.meter.value) + ": no energy leads to its reading at " +
            moment(step.pair.to.at));
        return std::nullopt;
      }
      book.at_ratio(step.pair.ratio);
      if (!enter(step.pair, *prices, book)) {
        add("meter " + std::to_string(step.meter.value) + ": nothing prices its energy from " +
            moment(step.pair.from.at));
        return std::nullopt;
      }
    }
    return book.lines();
  }

  static bool possible(MeterPair const& pair) {
    auto const good = [](MeterPoint const& point) {
      return can_be_written(point.at) && point.total() >= Energy{} &&
             point.total() <= kLargestRegister;
    };
    if (!good(pair.from) || !good(pair.to) || pair.to.at <= pair.from.at) return false;
    auto const used = Wide{pair.to.total().wh()} - pair.from.total().wh();
    return used >= 0 && pair.ratio > 0 && used * pair.ratio <= kLargestPair;
  }

  /// Several meters share the tiers in the order in which their readings came, so which period of a
  /// tier their energy fell into is not asked.
  LineKey folded(LineKey key) const {
    if (several_ && key.tier > 0) key.period.clear();
    return key;
  }

  void compare(Lines const& expected) {
    Lines left;
    for (auto const& [key, wh] : expected)
      if (key.bill >= first_bill_) left[folded(key)] += wh;
    for (auto const& row : tx_.all<EnergyRow>("audit.energy_of", in("account", account_)))
      if (row.bill >= first_bill_)
        left[folded({row.bill, row.version, row.code, static_cast<unsigned>(row.tier),
                     row.period})] -= row.energy.wh();
    for (auto const& [key, wh] : left)
      if (wh != 0) add(told(key) + " has not the energy of its readings: " + kwh(wh) + " kWh");
  }

  static std::string told(LineKey const& key) {
    auto text = "bill " + key.bill + ", line " + key.code + " of version " +
                std::to_string(key.version.value);
    if (key.tier > 0) text += ", tier " + std::to_string(key.tier);
    if (!key.period.empty()) text += ", " + key.period;
    return text;
  }

  /// What is missing, or with a minus too much.
  static std::string kwh(Wide wh) {
    auto const energy = divide_half_away(wh, 1);
    return energy ? to_text(Energy::wh(*energy)) : "beyond all bounds";
  }

  void add(std::string const& what) {
    findings_.add("account " + std::to_string(account_.value) + ": " + what);
  }

  store::ReadTx& tx_;
  AccountId account_;
  Findings& findings_;
  bool several_ = false;
  Instant forgotten_until_{INT64_MIN};
  std::string first_bill_;
  std::vector<Step> steps_;
};

}  // namespace

void audit_energy(store::ReadTx& tx, Findings& findings) {
  struct Row {
    AccountId account;
    Money running;
  };
  for (auto const& row : tx.all<Row>("audit.accounts"))
    AccountEnergy(tx, row.account, findings).run();
}

}  // namespace e2ms::query
