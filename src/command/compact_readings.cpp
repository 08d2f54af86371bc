#include "e2ms/command/compact_readings.hpp"

#include <algorithm>
#include <set>
#include <span>

#include "day_energy.hpp"
#include "e2ms/domain/reading_pack.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Three packs fill a page of the database; a larger one would leave much of its page empty.
constexpr std::size_t kMostPackBytes = 1'300;

void insert_pack(store::WriteTx& tx, MeterId meter, std::vector<Reading> const& readings,
                 Bytes const& bytes) {
  // What comes back is what went in, or nothing is deleted.
  auto const back = unpack(bytes);
  ENSURE(back.has_value());
  ENSURE(std::ranges::equal(*back, readings, same_numbers));
  tx.run("history.insert_pack", in("meter", meter), in("first_at", readings.front().taken_at),
         in("last_at", readings.back().taken_at), in("count", readings.size()),
         in("readings", bytes));
  for (auto const& reading : readings)
    tx.run("history.delete_packed", in("at", reading.taken_at), in("meter", meter));
}

/// In as many equal parts as it takes to make each small enough.
void insert_packs(store::WriteTx& tx, MeterId meter, std::span<Reading const> readings) {
  std::vector<Reading> const part(readings.begin(), readings.end());
  bool const too_many = part.size() > kMostPackedReadings;
  auto const bytes = too_many ? Bytes{} : pack(part);
  if (!too_many && (bytes.size() <= kMostPackBytes || part.size() == 1))
    return insert_pack(tx, meter, part, bytes);
  auto const half = readings.size() / 2;
  insert_packs(tx, meter, readings.first(half));
  insert_packs(tx, meter, readings.subspan(half));
}

Result<void> insert_day(store::WriteTx& tx, Zone const& zone, MeterId meter, LocalDay const& day,
                        Way const& way, std::size_t packed) {
  TRY(auto const energy, day_energy(tx, zone, meter, day, way));
  tx.run("history.insert_day", in("meter", meter), in("day", day.begin), in("until", day.end),
         in("last_at", energy.last_at), in("last_wh", energy.last), in("used", energy.used),
         in("hours", energy.hours), in("packed", packed));
  return {};
}

/// The readings between which money was cut: they prove the computed point for ever.
std::set<Instant> around_cuts(store::ReadTx& tx, MeterId meter, Way const& way) {
  auto const points = way.points();
  std::set<Instant> kept;
  for (auto const cut :
       tx.all<Instant>("history.computed_points", in("meter", meter), in("from", points.front().at),
                       in("to", points.back().at))) {
    auto const after = std::ranges::lower_bound(points, cut, {}, &LoadPoint::at);
    ENSURE(after != points.end());
    kept.insert(after->at);
    if (after != points.begin()) kept.insert(std::prev(after)->at);
  }
  return kept;
}

/// Nothing is written before everything was read: a fault leaves the day as it is.
Result<std::size_t> compact(store::WriteTx& tx, Zone const& zone, MeterId meter,
                            LocalDay const& day) {
  TRY(auto const way, way_through(tx, meter, day));
  auto readings = store::packable(tx, meter, {day.begin, day.end});
  auto const kept = around_cuts(tx, meter, way);
  std::erase_if(readings, [&kept](auto const& each) { return kept.contains(each.taken_at); });
  TRY_VOID(insert_day(tx, zone, meter, day, way, readings.size()));
  if (!readings.empty()) insert_packs(tx, meter, readings);
  return readings.size();
}

std::optional<LocalDay> next_day(store::ReadTx& tx, Zone const& zone, MeterId meter,
                                 Instant before) {
  auto const oldest = tx.one<Instant>("history.oldest_fresh", in("meter", meter));
  if (!oldest) return std::nullopt;
  LocalDay const day{zone.start_of_day_at(*oldest), zone.start_of_next_day_at(*oldest)};
  return day.end <= before ? std::optional{day} : std::nullopt;
}

std::vector<MeterId> next_meters(store::ReadTx& tx, ProjectId project, MeterId after,
                                 std::size_t at_most) {
  return tx.all<MeterId>("history.next_meters", in("project", project), in("after", after),
                         in("at_most", at_most));
}

}  // namespace

Result<CompactReadings::Outcome> execute(store::WriteTx& tx, CompactReadings const& command) {
  CompactReadings::Outcome outcome{command.after, false, 0, 0, {}};
  auto const zone_name = tx.one<std::string>("history.zone", in("project", command.project));
  if (!zone_name) return outcome;
  TRY(auto const zone, Zone::named(*zone_name));
  auto const meters = next_meters(tx, command.project, command.after, command.meters_at_most);
  outcome.more = true;
  for (auto const meter : meters) {
    for (auto day = next_day(tx, zone, meter, command.before); day;
         day = next_day(tx, zone, meter, command.before)) {
      if (outcome.days == command.days_at_most) return outcome;
      auto const readings = compact(tx, zone, meter, *day);
      if (!readings) {
        outcome.damaged.push_back({meter, day->begin, readings.fault()});
        break;
      }
      ++outcome.days;
      outcome.readings += *readings;
    }
    outcome.last = meter;
  }
  outcome.more = meters.size() == command.meters_at_most;
  return outcome;
}

Result<ForgetReadings::Outcome> execute(store::WriteTx& tx, ForgetReadings const& command) {
  ForgetReadings::Outcome outcome{{0}, 0};
  for (auto const meter : next_meters(tx, command.project, command.after, command.meters_at_most)) {
    outcome.last = meter;
    auto const oldest = tx.one<Instant>("history.oldest_pack", in("meter", meter));
    if (!oldest || *oldest >= command.before) continue;
    auto const before = std::min(command.before, *oldest + command.reach);
    tx.run("history.delete_packs", in("meter", meter), in("before", before));
    // What a ratio begins with stays, and so does all behind it.
    if (tx.one<Instant>("history.oldest_pack", in("meter", meter)) != oldest) ++outcome.meters;
  }
  return outcome;
}

}  // namespace e2ms::command
