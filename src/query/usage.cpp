#include <algorithm>
#include <map>

#include "e2ms/base/checked.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/query/money_page.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Readings don't come exactly at midnight.
constexpr Duration kSlack = minutes(30);

/// A charge as it stands in the books.
struct Row {
  MeterId meter;
  Instant from;
  Energy start;  ///< register, before the ratio
  Instant to;
  Energy rolled;
  Energy energy;
  Money amount;
  std::int64_t ratio;
  std::string code;
  std::int64_t reg;

  /// Lines of other codes ask for energy that these have told.
  bool tells_energy() const { return code == "energy" || code == "free_quota"; }
};

struct Span {
  MeterId meter;  ///< the first of those that replaced one another
  bool tells_energy;
  Money amount;
  Stretch stretch;
};

struct Bounds {
  Instant from;
  Instant to;
};

/// Money follows the energy it is for; where there is none, the time.
std::int64_t fen_before(Span const& span, Instant at) {
  auto const& [from, to, energy, freezes] = span.stretch;
  auto const all = span.amount.fen();
  if (at <= from) return 0;
  if (at >= to) return all;
  bool const by_time = energy == Energy{} || freezes.empty();
  auto const part = by_time
                        ? divide_half_away(Wide{all} * (at - from).ms, (to - from).ms)
                        : divide_half_away(Wide{all} * span.stretch.before(at).wh(), energy.wh());
  return part ? *part : 0;
}

/// How much of a day is known; stretches come in order of where they begin and may overlap.
struct Cover {
  Instant until{INT64_MIN};
  Duration length;

  void add(Instant from, Instant to) {
    auto const begin = std::max(from, until);
    if (to <= begin) return;
    length = length + (to - begin);
    until = to;
  }
};

std::vector<Bounds> last_days(Usage const& question) {
  std::vector<Bounds> found;
  auto end = question.zone.start_of_next_day_at(question.at);
  for (std::int64_t i = 0; i < question.days; ++i) {
    auto const start = question.zone.start_of_day_at(end - milliseconds(1));
    if (end <= question.opened_at) break;
    found.push_back({start, end});
    end = start;
  }
  std::ranges::reverse(found);
  return found;
}

BoundSource worse_bound(std::vector<Span> const& spans, Bounds const& day) {
  auto worst = BoundSource::freeze;
  bool inside = false;
  for (auto const& span : spans)
    for (auto const at : {day.from, day.to}) {
      if (at <= span.stretch.from || at >= span.stretch.to) continue;
      inside = true;
      worst = std::max(worst, span.stretch.bound(at));
    }
  // Where charges end and begin there are readings.
  return inside ? worst : BoundSource::reading;
}

Usage::Day day_of(Usage const& question, Bounds const& day, std::vector<Span> const& spans) {
  std::int64_t wh = 0, fen = 0;
  std::map<MeterId, Cover> covered;
  for (auto const& span : spans) {
    auto const& stretch = span.stretch;
    fen += fen_before(span, day.to) - fen_before(span, day.from);
    if (!span.tells_energy) continue;
    wh += (stretch.before(day.to) - stretch.before(day.from)).wh();
    covered[span.meter].add(std::max(stretch.from, day.from), std::min(stretch.to, day.to));
  }
  auto const whole = [&](auto const& each) {
    return each.second.length + kSlack >= day.to - day.from;
  };
  bool const complete =
      day.to <= question.at && !covered.empty() && std::ranges::all_of(covered, whole);
  return {.date = question.zone.date(day.from),
          .energy = Energy::wh(std::max<std::int64_t>(wh, 0)),
          .amount = Money::fen(fen),
          .complete = complete,
          .source = worse_bound(spans, day)};
}

/// Meters that replaced one another tell of one way of energy.
MeterId first_of(store::ReadTx& tx, MeterId meter) {
  return tx.one<MeterId>("meter_page.first_of", in("meter", meter)).value_or(meter);
}

Result<Span> span_of(store::ReadTx& tx, Row const& row) {
  Freezes::Answer freezes;
  // They are totals.
  if (row.reg == kTotal) {
    TRY(auto found, answer(tx, Freezes{row.meter, row.from, row.to}));
    freezes = std::move(found);
  }
  return Span{first_of(tx, row.meter), row.tells_energy(), row.amount,
              stretch(row.from, row.to, row.start, row.energy, row.ratio, freezes, row.rolled)};
}

}  // namespace

Result<Usage::Answer> answer(store::ReadTx& tx, Usage const& question) {
  ENSURE(question.days > 0);
  auto const days = last_days(question);
  if (days.empty()) return Usage::Answer{};
  auto rows = tx.all<Row>("money_page.usage", in("account", question.account),
                          in("since", days.front().from));
  TRY(auto const running, answer(tx, RunningCharges{question.account}));
  for (auto const& charge : running)
    rows.push_back({charge.meter, charge.from_at, charge.from_total, charge.to_at, charge.rolled,
                    charge.energy, charge.amount, charge.ratio, charge.code, charge.reg});
  std::ranges::stable_sort(rows, {}, &Row::from);
  std::vector<Span> spans;
  for (auto const& row : rows) {
    TRY(auto span, span_of(tx, row));
    spans.push_back(std::move(span));
  }
  Usage::Answer used;
  for (auto const& day : days) used.push_back(day_of(question, day, spans));
  return used;
}

}  // namespace e2ms::query
