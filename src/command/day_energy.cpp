#include "day_energy.hpp"

#include "e2ms/domain/load.hpp"

namespace e2ms::command {

using store::in;

namespace {

std::vector<LoadPoint> points_of(std::vector<store::Counted> const& counted) {
  std::vector<LoadPoint> points;
  for (auto const& each : counted) points.push_back(each.point());
  return points;
}

}  // namespace

std::vector<LoadPoint> Way::points() const {
  auto all = points_of(during);
  if (before) all.insert(all.begin(), before->point());
  if (after) all.push_back(after->point());
  return all;
}

Result<Way> way_through(store::ReadTx& tx, MeterId meter, LocalDay const& day) {
  TRY(auto const before, store::counted_before(tx, meter, day.begin - milliseconds(1)));
  TRY(auto const during, store::counted(tx, meter, {day.begin, day.end}));
  TRY(auto const after, store::counted_after(tx, meter, day.end));
  auto const rolls_at = tx.one<std::optional<Energy>>("meter.rolls_at", in("meter", meter));
  return Way{before, during, after, rolls_at.value_or(std::nullopt)};
}

Result<DayEnergy> day_energy(store::ReadTx& tx, Zone const& zone, MeterId meter,
                             LocalDay const& day, Way const& way) {
  ENSURE(!way.during.empty());
  auto const& last = way.during.back();
  auto const used = without_gaps(Way{way.before, way.during, {}, {}}.points(), way.rolls_at);
  TRY(auto const around,
      store::counted(tx, meter, {day.begin - kLongestSilence, day.end + kLongestSilence}));
  auto const hours = energy_by_hour(without_gaps(points_of(around), way.rolls_at), day.begin,
                                    day.end, day.end, zone);
  return DayEnergy{last.at, last.total, used.back().total - used.front().total,
                   pack_hours(day.begin, hours)};
}

Result<void> refresh_days(store::WriteTx& tx, MeterId meter, Instant from, Instant to) {
  auto const zone_name = tx.one<std::string>("history.zone_of", in("meter", meter));
  ENSURE(zone_name.has_value());
  TRY(auto const zone, Zone::named(*zone_name));
  for (auto const& day :
       tx.all<LocalDay>("history.days_around", in("meter", meter),
                        in("from", from - kLongestSilence), in("to", to + kLongestSilence))) {
    TRY(auto const way, way_through(tx, meter, day));
    if (way.during.empty()) {
      tx.run("history.delete_day", in("meter", meter), in("day", day.begin));
      continue;
    }
    TRY(auto const energy, day_energy(tx, zone, meter, day, way));
    tx.run("history.update_day", in("meter", meter), in("day", day.begin),
           in("last_at", energy.last_at), in("last_wh", energy.last), in("used", energy.used),
           in("hours", energy.hours));
  }
  return {};
}

}  // namespace e2ms::command
