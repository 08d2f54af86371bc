#include <algorithm>

#include "audit_findings.hpp"
#include "e2ms/domain/reading_pack.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.energy_days.
struct DayRow {
  MeterId meter;
  Instant day;
  Instant until;
  Instant last_at;
  std::int64_t last_wh;
  std::int64_t used_wh;
  Bytes hours;
  std::optional<std::int64_t> packed;
  std::optional<std::string> time_zone;
  std::optional<std::int64_t> rolls_at_wh;
};

/// One of summer time has 25 hours.
constexpr Duration kLongestDay = hours(26);

/// A day's energy, as it was written down, and what is left of its readings.
struct Day {
  DayRow row;
  std::vector<HourEnergy> hours{};
  std::vector<LoadPoint> packed{};
  bool sound = true;   ///< the row can be a day's, and its packs can be read
  bool whole = false;  ///< none of its packed readings was forgotten
};

/// Follows the days of one meter after the other and computes them again.
class DayWalk {
 public:
  DayWalk(store::ReadTx& tx, Findings& findings, Steps& meters)
      : tx_(tx), findings_(findings), meters_(meters) {}

  void take(DayRow row) {
    if (!rows_.empty() && rows_.front().meter != row.meter) end();
    rows_.push_back(std::move(row));
  }

  /// Checks the days that were taken.
  void end() {
    if (rows_.empty()) return;
    // Packs are forgotten from the oldest on: nothing behind the first one that is left.
    oldest_pack_ = tx_.one<Instant>("history.oldest_pack", in("meter", rows_.front().meter));
    std::optional<Day> before;
    Day day = load(rows_.front());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      std::optional<Day> after;
      if (i + 1 < rows_.size()) after = load(rows_[i + 1]);
      if (before && day.row.day < before->row.until) add(day, "overlaps the one before");
      if (day.sound && day.whole) check(before, day, after);
      before = std::move(day);
      if (after) day = std::move(*after);
    }
    rows_.clear();
    meters_.next();
  }

 private:
  Day load(DayRow const& row) {
    Day day{.row = row};
    auto hours = unpack_hours_of(row);
    if (!hours) {
      add(day, "cannot be that of the meter");
      day.sound = false;
      return day;
    }
    day.hours = std::move(*hours);
    for (auto const& pack : tx_.all<store::Pack>("audit.packs_of_day", in("meter", row.meter),
                                                 in("from", row.day), in("to", row.until))) {
      auto const readings = unpack(pack.readings);
      day.sound = day.sound && readings.has_value();  // is told of as a pack
      if (!readings) continue;
      for (auto const& reading : *readings) day.packed.push_back({reading.taken_at, reading.total});
    }
    bool const behind_the_oldest = oldest_pack_ && *oldest_pack_ < row.day;
    auto const count = std::ssize(day.packed);
    day.whole = row.packed ? count == *row.packed : behind_the_oldest;
    bool const lost = row.packed && (count > *row.packed || behind_the_oldest);
    if (day.sound && !day.whole && lost)
      add(day, "was of " + std::to_string(*row.packed) + " packed readings, there are " +
                   std::to_string(count));
    return day;
  }

  /// Nothing when the row cannot be a day's.
  static std::optional<std::vector<HourEnergy>> unpack_hours_of(DayRow const& row) {
    if (!can_be_written(row.day) || !can_be_written(row.until)) return std::nullopt;
    if (row.until < row.day || row.until - row.day > kLongestDay) return std::nullopt;
    if (row.last_at < row.day || row.last_at >= row.until) return std::nullopt;
    auto hours = unpack_hours(row.day, row.hours);
    if (!hours) return std::nullopt;
    return std::move(*hours);
  }

  void check(std::optional<Day> const& before, Day const& day, std::optional<Day> const& after) {
    auto const& row = day.row;
    auto const during = with_rows(day.packed, row.meter, row.day, row.last_at + milliseconds(1));
    if (during.empty() || during.back().at != row.last_at ||
        during.back().total.wh() != row.last_wh)
      return add(day, "ends with another reading");
    if (used(last_before(before, row), during, row.rolls_at_wh) != row.used_wh)
      return add(day, "is not what its readings say");
    bool const around_known = (!before || before->sound) && (!after || after->sound);
    if (around_known) check_hours(before, day, after, during);
  }

  /// The last reading before the day. A roll-up keeps it when it was forgotten.
  std::optional<LoadPoint> last_before(std::optional<Day> const& before, DayRow const& row) {
    std::optional<LoadPoint> found;
    if (before) found = LoadPoint{before->row.last_at, Energy::wh(before->row.last_wh)};
    auto const kept = tx_.one<store::Counted>("history.row_before", in("meter", row.meter),
                                              in("at", row.day - milliseconds(1)));
    if (kept && (!found || kept->at > found->at)) found = kept->point();
    return found;
  }

  static Wide used(std::optional<LoadPoint> before, std::vector<LoadPoint> const& during,
                   std::optional<std::int64_t> rolls_at) {
    Wide sum = 0;
    for (auto const& point : during) {
      if (before && !point.rebased) {
        auto const from = before->total.wh(), to = point.total.wh();
        bool const rolled = to < from && rolls_at && from < *rolls_at && to >= 0;
        sum += Wide{to} - from + (rolled ? *rolls_at : 0);
      }
      before = point;
    }
    return sum;
  }

  void check_hours(std::optional<Day> const& before, Day const& day,
                   std::optional<Day> const& after, std::vector<LoadPoint> const& during) {
    auto const& row = day.row;
    auto const zone = Zone::named(row.time_zone.value_or(""));
    if (!zone) return;
    auto points = with_rows(before ? before->packed : std::vector<LoadPoint>{}, row.meter,
                            row.day - kLongestSilence, row.day);
    points.insert(points.end(), during.begin(), during.end());
    auto const next = with_rows(after ? after->packed : std::vector<LoadPoint>{}, row.meter,
                                row.until, row.until + kLongestSilence);
    points.insert(points.end(), next.begin(), next.end());
    if (!std::ranges::all_of(points, can_be)) return add(day, "is of impossible readings");
    auto const again = energy_by_hour(without_gaps(std::move(points), rolls_at(row)), row.day,
                                      row.until, row.until, *zone);
    // Before the day may have been forgotten what its first hour was computed from. What came after
    // the roll-up can only tell more hours at the day's end.
    auto const from = !before || before->whole ? row.day : during.front().at;
    auto const to = !after || after->whole ? row.until : row.last_at;
    auto const in_last = [&row](HourEnergy const& hour) {
      return hour.from + hours(1) > row.last_at;
    };
    auto const same = [&](std::vector<HourEnergy> const& some, std::vector<HourEnergy> const& all,
                          bool at_the_end) {
      return std::ranges::all_of(some, [&](HourEnergy const& hour) {
        bool const outside = hour.from < from || hour.from + hours(1) > to;
        if (outside || (!at_the_end && in_last(hour))) return true;
        return std::ranges::find(all, hour) != all.end();
      });
    };
    if (!same(day.hours, again, true) || !same(again, day.hours, false))
      add(day, "has hours that are not what its readings say");
  }

  /// Packed readings and rows of that time, in order.
  std::vector<LoadPoint> with_rows(std::vector<LoadPoint> const& packed, MeterId meter,
                                   Instant from, Instant to) {
    std::vector<LoadPoint> old, kept, found;
    for (auto const& point : packed)
      if (point.at >= from && point.at < to) old.push_back(point);
    for (auto const& row : tx_.all<store::Counted>("history.counted", in("meter", meter),
                                                   in("from", from), in("to", to)))
      kept.push_back(row.point());
    std::ranges::merge(old, kept, std::back_inserter(found), {}, &LoadPoint::at, &LoadPoint::at);
    return found;
  }

  static std::optional<Energy> rolls_at(DayRow const& row) {
    bool const good = row.rolls_at_wh && *row.rolls_at_wh <= kLargestRegister.wh();
    return good ? std::optional(Energy::wh(*row.rolls_at_wh)) : std::nullopt;
  }

  static bool can_be(LoadPoint const& point) {
    return point.total >= Energy{} && point.total <= kLargestRegister;
  }

  void add(Day const& day, std::string const& what) {
    findings_.add("the day's energy of meter " + std::to_string(day.row.meter.value) + " from " +
                  moment(day.row.day) + " on " + what);
  }

  store::ReadTx& tx_;
  Findings& findings_;
  Steps& meters_;
  std::vector<DayRow> rows_;
  std::optional<Instant> oldest_pack_;
};

}  // namespace

void audit_energy_days(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings) {
  Steps steps(audit, LedgerAudit::Progress::Part::meters,
              tx.one<std::int64_t>("audit.last_meter").value_or(0));
  DayWalk days(tx, findings, steps);
  tx.each<DayRow>("audit.energy_days", [&days](DayRow row) { days.take(std::move(row)); });
  days.end();
}

}  // namespace e2ms::query
