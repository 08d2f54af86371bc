#include <algorithm>

#include "e2ms/base/checked.hpp"
#include "e2ms/query/meter_page.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Beyond it nobody can say when the energy was used.
constexpr Duration kLongestGap = hours(6);
constexpr Duration kDense = minutes(15);

struct Point {
  Instant at;
  Energy total;
  std::optional<std::int64_t> power_mw;
  bool rebased;  ///< a person's new baseline
};

struct Position {
  std::int64_t wh;
  bool interpolated;
};

/// The register at an instant, on the straight line between the readings around it; nothing
/// inside a long gap or outside of all readings.
std::optional<Position> position(std::vector<Point> const& points, Instant at) {
  auto const next = std::ranges::lower_bound(points, at, {}, &Point::at);
  if (next == points.end()) return std::nullopt;
  if (next->at == at) return Position{next->total.wh(), false};
  if (next == points.begin()) return std::nullopt;
  auto const& before = *std::prev(next);
  auto const gap = next->at - before.at;
  if (gap > kLongestGap) return std::nullopt;
  auto const share =
      divide_half_away(Wide{next->total.wh() - before.total.wh()} * (at - before.at).ms, gap.ms);
  if (!share) return std::nullopt;
  return Position{before.total.wh() + *share, gap > kDense};
}

Instant start_of_hour(Zone const& zone, Instant at) {
  auto const local = zone.local(at);
  auto const into = minutes(local.minute) + seconds(local.second);
  return Instant{(at - into).ms / 1000 * 1000};
}

std::vector<LoadCurve::Hour> hours_of(LoadCurve const& question, std::vector<Point> const& points) {
  std::vector<LoadCurve::Hour> found;
  // The running hour ends with the last reading.
  auto const last = points.empty() ? question.from : points.back().at;
  for (auto from = start_of_hour(question.zone, question.from); from < question.to;
       from = from + hours(1)) {
    auto const to = std::min(from + hours(1), last);
    if (to <= from) break;
    auto const start = position(points, from), end = position(points, to);
    if (!start || !end) continue;
    found.push_back({from, Energy::wh((end->wh - start->wh) * question.ratio),
                     start->interpolated || end->interpolated});
  }
  return found;
}

/// At most so many points: of each equal interval the last one.
std::vector<LoadCurve::Power> power_of(LoadCurve const& question,
                                       std::vector<Point> const& points) {
  std::vector<LoadCurve::Power> found;
  auto const width = std::max<std::int64_t>(
      (question.to - question.from).ms / static_cast<std::int64_t>(LoadCurve::kMostPoints) + 1, 1);
  std::int64_t slot = -1;
  for (auto const& point : points) {
    if (point.at < question.from || point.at >= question.to || !point.power_mw) continue;
    auto const here = (point.at - question.from).ms / width;
    LoadCurve::Power const power{point.at, *point.power_mw * question.ratio / 1000};
    if (here == slot)
      found.back() = power;
    else
      found.push_back(power);
    slot = here;
  }
  return found;
}

/// The energy up to a new baseline is nobody's: the register goes on from where it was before.
void close_gaps(std::vector<Point>& points) {
  Wide gap = 0;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto const read = points[i].total.wh();
    if (i > 0 && points[i].rebased) gap += Wide{read} - before;
    before = read;
    points[i].total = Energy::wh(static_cast<std::int64_t>(Wide{read} - gap));
  }
}

}  // namespace

Result<LoadCurve::Answer> answer(store::ReadTx& tx, LoadCurve const& question) {
  ENSURE(question.from < question.to);
  auto points =
      tx.all<Point>("meter_page.curve", in("meter", question.meter),
                    in("from", question.from - kLongestGap), in("to", question.to + kLongestGap));
  close_gaps(points);
  return LoadCurve::Answer{power_of(question, points), hours_of(question, points)};
}

}  // namespace e2ms::query
