#include <algorithm>
#include <map>

#include "e2ms/base/checked.hpp"
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
  Energy energy;
  Money amount;
  std::int64_t ratio;
};

struct Span {
  MeterId meter;
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
  std::map<MeterId, Duration> covered;
  for (auto const& span : spans) {
    auto const& stretch = span.stretch;
    wh += (stretch.before(day.to) - stretch.before(day.from)).wh();
    fen += fen_before(span, day.to) - fen_before(span, day.from);
    auto const both = std::min(stretch.to, day.to) - std::max(stretch.from, day.from);
    auto& of_meter = covered[span.meter];
    of_meter = of_meter + std::max(both, Duration{});
  }
  auto const whole = [&](auto const& each) { return each.second + kSlack >= day.to - day.from; };
  bool const complete =
      day.to <= question.at && !covered.empty() && std::ranges::all_of(covered, whole);
  return {.date = question.zone.date(day.from),
          .energy = Energy::wh(std::max<std::int64_t>(wh, 0)),
          .amount = Money::fen(fen),
          .complete = complete,
          .source = worse_bound(spans, day)};
}

Result<Span> span_of(store::ReadTx& tx, Row const& row) {
  TRY(auto const freezes, answer(tx, Freezes{row.meter, row.from, row.to}));
  return Span{row.meter, row.amount,
              stretch(row.from, row.to, row.start, row.energy, row.ratio, freezes)};
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
    rows.push_back({charge.meter, charge.from_at, charge.from_total, charge.to_at, charge.energy,
                    charge.amount, charge.ratio});
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
