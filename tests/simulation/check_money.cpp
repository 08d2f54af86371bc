// What everybody owes, priced minute by minute from the readings that count, with arithmetic of its
// own.

#include <algorithm>
#include <cstdlib>
#include <map>
#include <tuple>

#include "checks.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::simulation {
namespace {

using Wide = __int128;

constexpr std::int64_t kMinute = 60'000;
constexpr std::int64_t kEightHours = 8 * 3'600'000;
constexpr std::int64_t kMicro = 1'000'000;
// Prices of kSecondTerms in 1e-8 yuan, and its limits in kWh.
constexpr std::int64_t kPeak[] = {65'000'000, 70'000'000, 95'000'000};
constexpr std::int64_t kValley[] = {35'000'000, 40'000'000, 65'000'000};
constexpr std::int64_t kLimit[] = {60, 150, 1'000'000'000};
constexpr std::int64_t kService = 3'000'000;

/// Two readings of a meter that follow each other.
struct Step {
  std::int64_t to_at, from_at, from_wh, to_wh, ratio;
};

std::vector<std::int64_t> numbers(std::string const& row) {
  std::vector<std::int64_t> found;
  for (std::size_t at = 0; at < row.size();) {
    auto const end = std::min(row.find(' ', at), row.size());
    found.push_back(std::stoll(row.substr(at, end - at)));
    at = end + 1;
  }
  return found;
}

/// An account's amount in 1e-15 fen.
class Naive {
 public:
  explicit Naive(std::int64_t terms_change) : terms_change_(terms_change) {}

  void take(Step const& step) {
    Wide const all = Wide{step.to_wh - step.from_wh} * step.ratio * kMicro;
    Wide before = 0;
    for (auto at = step.from_at; at < step.to_at;) {
      auto end = std::min((at / kMinute + 1) * kMinute, step.to_at);
      if (at < terms_change_) end = std::min(end, terms_change_);
      Wide const after = all * (end - step.from_at) / (step.to_at - step.from_at);
      price(at, after - before);
      before = after;
      at = end;
    }
  }

  Wide amount() const { return amount_; }

 private:
  void price(std::int64_t at, Wide micro_wh) {
    auto const minute = (at + kEightHours) / kMinute % (24 * 60);
    auto& used = used_[month_of(at)];
    if (at < terms_change_) {
      amount_ += micro_wh * kFirstPrice.e8;
      used += micro_wh;
      return;
    }
    amount_ += micro_wh * kService;
    auto const& prices = minute >= 8 * 60 && minute < 22 * 60 ? kPeak : kValley;
    for (int tier = 0; tier < 3 && micro_wh > 0; ++tier) {
      Wide const room = Wide{kLimit[tier]} * 1'000 * kMicro - used;
      auto const part = std::clamp<Wide>(room, 0, micro_wh);
      amount_ += part * prices[tier];
      used += part;
      micro_wh -= part;
    }
  }

  /// The town's November is over at 2026-12-01 00:00; the month ends in December.
  static int month_of(std::int64_t at) {
    constexpr std::int64_t kDecember = 1'796'054'400'000;
    return at < kDecember ? 11 : 12;
  }

  std::int64_t terms_change_;
  std::map<int, Wide> used_;
  Wide amount_ = 0;
};

}  // namespace

void Checks::check_money() {
  for (auto const account : town_.accounts) {
    auto const id = std::to_string(account.value);
    std::vector<Step> steps;
    std::size_t meters = 0;
    for (auto const& row :
         town_.texts("SELECT a.meter || ' ' || a.opening_at || ' ' || r.ratio FROM account_meter a"
                     " JOIN meter_ratio r ON r.meter = a.meter AND r.since = 0"
                     " WHERE a.opening_at IS NOT NULL AND a.account = " +
                     id)) {
      auto const of_meter = numbers(row);
      ++meters;
      std::vector<std::int64_t> last;
      for (auto const& [at, wh, rebased] : readings(of_meter[0], of_meter[1])) {
        if (!last.empty() && !rebased)
          steps.push_back(
              {at, last[0], last[1], wh, town_.ratio_of({of_meter[0]}, of_meter[2], {last[0]})});
        last = {at, wh};
      }
    }
    std::stable_sort(steps.begin(), steps.end(),
                     [](auto const& a, auto const& b) { return a.to_at < b.to_at; });
    Naive naive(terms_change_at_.ms);
    for (auto const& step : steps) naive.take(step);
    auto const charged =
        town_.number("SELECT coalesce(sum(amount_fen), 0) FROM charge WHERE account = " + id) +
        town_.number("SELECT running_fen FROM account_state WHERE account = " + id);
    auto const expected = static_cast<std::int64_t>(naive.amount() / 1'000'000'000'000'000);
    // Each cut is rounded to a Wh; the meters of one account share their tiers in another order
    // when their readings pass each other.
    auto const tolerance = meters > 1 ? 60 : 15;
    if (std::abs(charged - expected) > tolerance || meters == 0)
      found("account " + id + " was charged " + std::to_string(charged) + " fen for " +
            std::to_string(expected));
  }
  none("fees that are not what was posted of them",
       "SELECT count(*) FROM account a WHERE"
       " coalesce((SELECT amount_fen FROM balance b WHERE b.book = 6 AND b.account = a.id), 0) <>"
       " -(SELECT coalesce(sum(after_fen - before_fen), 0) FROM item_charge i"
       "   WHERE i.account = a.id)");
  if (town_.number("SELECT count(*) FROM item_charge") == 0) found("nobody was charged a rent");
}

/// All that count from an opening on: packed, in rows, without what was taken back.
std::vector<std::tuple<std::int64_t, std::int64_t, bool>> Checks::readings(std::int64_t meter,
                                                                           std::int64_t from) {
  std::vector<store::Announcement> ignored;
  store::WriteTx tx(*town_.session, ignored);
  auto const counted = store::counted(tx, {meter}, {{from}, {INT64_MAX}});
  std::vector<std::tuple<std::int64_t, std::int64_t, bool>> all;
  if (!counted) {
    found("the readings of meter " + std::to_string(meter) + " cannot be read");
    return all;
  }
  for (auto const& one : *counted) all.emplace_back(one.at.ms, one.total.wh(), one.rebased);
  return all;
}

}  // namespace e2ms::simulation
