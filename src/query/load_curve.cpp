#include <algorithm>

#include "e2ms/domain/load.hpp"
#include "e2ms/query/meter_page.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/ratios.hpp"

namespace e2ms::query {

using store::in;

namespace {

using Ratios = std::vector<store::Ratio>;

/// At most so many points: of each equal interval the last one.
std::vector<LoadCurve::Power> power_of(LoadCurve const& question, Ratios const& ratios,
                                       std::vector<store::Counted> const& points) {
  std::vector<LoadCurve::Power> found;
  auto const width = std::max<std::int64_t>(
      (question.to - question.from).ms / static_cast<std::int64_t>(LoadCurve::kMostPoints) + 1, 1);
  std::int64_t slot = -1;
  for (auto const& point : points) {
    if (point.at < question.from || point.at >= question.to || !point.power_mw) continue;
    auto const here = (point.at - question.from).ms / width;
    LoadCurve::Power const power{point.at,
                                 *point.power_mw * store::ratio_at(ratios, point.at) / 1000};
    if (here == slot)
      found.back() = power;
    else
      found.push_back(power);
    slot = here;
  }
  return found;
}

/// A day that was written down when it was packed.
struct DayRow {
  Instant begin;
  Instant end;
  Instant last_at;
  Energy last_total;
  Energy used;
  Bytes hours;
};

/// Days that were written down tell their own hours, also when their readings are long forgotten.
Result<std::vector<HourEnergy>> hours_of(store::ReadTx& tx, LoadCurve const& question,
                                         std::vector<store::Counted> const& counted,
                                         std::optional<Energy> rolls_at) {
  std::vector<LoadPoint> points;
  for (auto const& each : counted) points.push_back(each.point());
  auto const way = without_gaps(std::move(points), rolls_at);
  // The running hour ends with the last reading.
  auto const last = way.empty() ? question.from : way.back().at;
  auto fresh = energy_by_hour(way, question.from, question.to, last, question.zone);
  auto const days = tx.all<DayRow>("history.days", in("meter", question.meter),
                                   in("earliest", store::earliest_pack(question.from)),
                                   in("from", question.from), in("to", question.to));
  std::vector<HourEnergy> written, found;
  for (auto const& day : days) {
    TRY(auto const told, unpack_hours(day.begin, day.hours));
    for (auto const& hour : told)
      if (hour.from + hours(1) > question.from && hour.from < question.to) written.push_back(hour);
    std::erase_if(fresh, [&](HourEnergy const& hour) {
      return hour.from >= day.begin && hour.from < day.end;
    });
  }
  std::ranges::merge(written, fresh, std::back_inserter(found), {}, &HourEnergy::from,
                     &HourEnergy::from);
  return found;
}

/// The way as it was with the ratios, which begin with readings.
std::vector<LoadPoint> by_ratios(std::vector<store::Counted> const& counted, Ratios const& ratios,
                                 std::optional<Energy> rolls_at) {
  std::vector<LoadPoint> way;
  for (std::size_t i = 0; i < counted.size(); ++i) {
    Energy total;
    if (i > 0) {
      auto const& before = counted[i - 1];
      auto const used =
          counted[i].rebased ? Energy{} : moved(before.total, counted[i].total, rolls_at);
      total = way.back().total + Energy::wh(used.wh() * store::ratio_at(ratios, before.at));
    }
    way.push_back({counted[i].at, total});
  }
  return way;
}

/// An hour in which the ratio changed has a part by each.
std::optional<HourEnergy> divided(std::vector<LoadPoint> const& way, LoadCurve const& question,
                                  HourEnergy const& hour) {
  auto const end = way.empty() ? hour.from : std::min(hour.from + hours(1), way.back().at);
  auto const parts = energy_by_hour(way, hour.from, hour.from + hours(1), end, question.zone);
  return parts.empty() ? std::nullopt : std::optional(parts.front());
}

}  // namespace

Result<LoadCurve::Answer> answer(store::ReadTx& tx, LoadCurve const& question) {
  ENSURE(question.from < question.to);
  TRY(auto const counted,
      store::counted(tx, question.meter,
                     {question.from - kLongestSilence, question.to + kLongestSilence}));
  auto const rolls_at = tx.one<std::optional<Energy>>("meter.rolls_at", in("meter", question.meter))
                            .value_or(std::nullopt);
  auto const ratios = store::ratios(tx, question.meter);
  TRY(auto const all, hours_of(tx, question, counted, rolls_at));
  auto const way = by_ratios(counted, ratios, rolls_at);
  LoadCurve::Answer curve{power_of(question, ratios, counted), {}};
  for (auto const& hour : all) {
    std::optional<HourEnergy> two;
    if (store::changes_between(ratios, hour.from, hour.from + hours(1)))
      two = divided(way, question, hour);
    auto const used = two ? two->used.wh() : hour.used.wh() * store::ratio_at(ratios, hour.from);
    curve.hours.push_back({hour.from, Energy::wh(used), hour.interpolated});
  }
  return curve;
}

}  // namespace e2ms::query
