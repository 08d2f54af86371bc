#include <algorithm>
#include <map>

#include "e2ms/base/checked.hpp"
#include "e2ms/query/money_page.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Readings don't come exactly at midnight.
constexpr Duration kSlack = minutes(30);

struct Span {
  MeterId meter;
  Instant from;
  Instant to;
  Energy energy;
  Money amount;
};

struct Bounds {
  Instant from;
  Instant to;
};

/// The part of a quantity that falls into the time before `at`, rounded; differences of it never
/// lose or invent anything.
std::int64_t part_before(Span const& span, std::int64_t quantity, Instant at) {
  auto const length = (span.to - span.from).ms;
  auto const before = std::clamp<std::int64_t>((at - span.from).ms, 0, length);
  if (length == 0) return at > span.from ? quantity : 0;
  auto const part = divide_half_away(Wide{quantity} * before, length);
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

Usage::Day day_of(Usage const& question, Bounds const& day, std::vector<Span> const& spans) {
  std::int64_t wh = 0, fen = 0;
  std::map<MeterId, Duration> covered;
  for (auto const& span : spans) {
    auto const share = [&](std::int64_t quantity) {
      return part_before(span, quantity, day.to) - part_before(span, quantity, day.from);
    };
    wh += share(span.energy.wh());
    fen += share(span.amount.fen());
    auto const both = std::min(span.to, day.to) - std::max(span.from, day.from);
    auto& of_meter = covered[span.meter];
    of_meter = of_meter + std::max(both, Duration{});
  }
  auto const whole = [&](auto const& each) { return each.second + kSlack >= day.to - day.from; };
  bool const complete =
      day.to <= question.at && !covered.empty() && std::ranges::all_of(covered, whole);
  return {question.zone.date(day.from), Energy::wh(std::max<std::int64_t>(wh, 0)), Money::fen(fen),
          complete};
}

}  // namespace

Result<Usage::Answer> answer(store::ReadTx& tx, Usage const& question) {
  ENSURE(question.days > 0);
  auto const days = last_days(question);
  if (days.empty()) return Usage::Answer{};
  auto spans = tx.all<Span>("money_page.usage", in("account", question.account),
                            in("since", days.front().from));
  TRY(auto const running, answer(tx, RunningCharges{question.account}));
  for (auto const& charge : running)
    spans.push_back({charge.meter, charge.from_at, charge.to_at, charge.energy, charge.amount});
  Usage::Answer used;
  for (auto const& day : days) used.push_back(day_of(question, day, spans));
  return used;
}

}  // namespace e2ms::query
