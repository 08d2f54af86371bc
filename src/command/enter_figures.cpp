#include "e2ms/command/enter_figures.hpp"

#include <algorithm>

#include "accruing.hpp"
#include "billing.hpp"
#include "e2ms/base/text.hpp"
#include "e2ms/base/zone.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of figures.account.
struct AccountRow {
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::string time_zone;
};

/// Columns of figures.newest.
struct Newest {
  std::optional<std::int64_t> demand_mw;
  std::optional<Energy> energy;
  std::optional<std::int64_t> reactive_varh;
  std::string source;
  std::string note;

  MonthFigures figures() const { return {demand_mw, energy, reactive_varh}; }
};

/// When "2026-11" begins; nothing when it is no month.
std::optional<Instant> start_of(std::string const& bill, Zone const& zone) {
  constexpr std::string_view kForm = "2026-11";
  if (bill.size() != kForm.size() || bill[4] != '-') return std::nullopt;
  auto const year = parse_integer(bill.substr(0, 4));
  auto const month = parse_integer(bill.substr(5));
  if (!year || !month || *year < 1970 || *year > 2199 || *month < 1 || *month > 12)
    return std::nullopt;
  return zone.start_of_day({static_cast<int>(*year), static_cast<unsigned>(*month), 1});
}

bool in_bounds(MonthFigures const& figures) {
  auto const good = [](std::optional<std::int64_t> number) {
    return !number || (*number >= 0 && *number <= kLargestFigure);
  };
  return good(figures.demand_mw) && good(figures.reactive_varh) &&
         good(figures.energy ? std::optional(figures.energy->wh()) : std::nullopt);
}

class Entry {
 public:
  using Verdict = EnterFigures::Verdict;

  Entry(store::WriteTx& tx, EnterFigures const& command) : tx_(tx), command_(command) {}

  Result<EnterFigures::Outcome> run() {
    auto const account = tx_.one<AccountRow>("figures.account", in("account", command_.account));
    if (!account) return EnterFigures::Outcome{Verdict::unknown_account};
    TRY(auto const zone, Zone::named(account->time_zone));
    auto const month = start_of(command_.bill, zone);
    bool const behind = account->closed_at && month && *month >= *account->closed_at;
    if (!month || *month > command_.at || behind ||
        zone.start_of_next_month_at(*month) <= account->opened_at)
      return EnterFigures::Outcome{Verdict::no_such_bill};
    auto const newest = tx_.one<Newest>("figures.newest", in("account", command_.account),
                                        in("bill", command_.bill));
    if (auto const no = obstacle(newest)) return EnterFigures::Outcome{*no};
    // What runs is charged by what was known before.
    TRY(auto const journal, post_running(tx_, command_.account, command_.at));
    static_cast<void>(journal);
    // From here on it is entered.
    write();
    TRY_VOID(settle_items(tx_, command_.account, *month, command_.at));
    TRY_VOID(review_account(tx_, command_.account, command_.at,
                            ReviewCause{command_.actor, command_.note}));
    return EnterFigures::Outcome{Verdict::entered};
  }

 private:
  std::optional<Verdict> obstacle(std::optional<Newest> const& newest) const {
    auto const& figures = command_.figures;
    if (figures == MonthFigures{}) return Verdict::nothing_said;
    if (!in_bounds(figures)) return Verdict::out_of_bounds;
    if (command_.source.empty()) return Verdict::source_missing;
    if (!newest) return std::nullopt;
    bool const same = figures == newest->figures() && command_.source == newest->source &&
                      command_.note == newest->note;
    if (same) return Verdict::unchanged;
    bool const fewer = (newest->demand_mw && !figures.demand_mw) ||
                       (newest->reactive_varh && !figures.reactive_varh);
    return fewer ? std::optional(Verdict::withdrawn) : std::nullopt;
  }

  void write() {
    auto const& figures = command_.figures;
    tx_.run("figures.insert", in("account", command_.account), in("bill", command_.bill),
            in("demand", figures.demand_mw), in("energy", figures.energy),
            in("reactive", figures.reactive_varh), in("source", command_.source),
            in("note", command_.note), in("actor", command_.actor), in("at", command_.at));
  }

  store::WriteTx& tx_;
  EnterFigures const& command_;
};

}  // namespace

Result<EnterFigures::Outcome> execute(store::WriteTx& tx, EnterFigures const& command) {
  return Entry(tx, command).run();
}

}  // namespace e2ms::command
