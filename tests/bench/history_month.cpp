#include <algorithm>
#include <cstdio>

#include "busy_meter.hpp"
#include "e2ms/domain/load.hpp"
#include "e2ms/domain/reading_pack.hpp"
#include "e2ms/query/meter_page.hpp"
#include "history_house.hpp"

namespace e2ms::bench {
namespace {

using std::chrono::steady_clock;
using store::in;

constexpr Instant kMidnight{1'795'363'200'000};  // 2026-11-23 00:00 in Shanghai: today
constexpr std::int64_t kQuarters = 96;
constexpr std::int64_t kDays = 347;     // of the year that is stored
constexpr std::int64_t kFreshDays = 3;  // of these, not packed yet
constexpr std::size_t kMostPackBytes = 1'300;
constexpr int kQuestions = 200;

std::vector<Reading> day_of(BusyMeter& machine, Instant midnight) {
  std::vector<Reading> readings;
  for (std::int64_t quarter = 0; quarter < kQuarters; ++quarter)
    readings.push_back(machine.read(midnight + minutes(15) * quarter));
  return readings;
}

/// As CompactReadings leaves it, without having been rows before.
void keep_packed(store::WriteTx& tx, MeterId meter, std::vector<Reading> const& readings) {
  auto const bytes = pack(readings);
  if (bytes.size() > kMostPackBytes) {
    auto const half = readings.begin() + static_cast<std::ptrdiff_t>(readings.size() / 2);
    keep_packed(tx, meter, {readings.begin(), half});
    return keep_packed(tx, meter, {half, readings.end()});
  }
  tx.run("history.insert_pack", in("meter", meter), in("first_at", readings.front().taken_at),
         in("last_at", readings.back().taken_at), in("count", readings.size()),
         in("readings", bytes));
}

void keep_day(store::WriteTx& tx, MeterId meter, Instant midnight, Zone const& zone,
              std::vector<Reading> const& readings) {
  keep_packed(tx, meter, readings);
  std::vector<LoadPoint> points;
  for (auto const& reading : readings) points.push_back({reading.taken_at, reading.total});
  auto const until = midnight + days(1);
  tx.run("history.insert_day", in("meter", meter), in("day", midnight), in("until", until),
         in("last_at", readings.back().taken_at), in("last_wh", readings.back().total),
         in("used", readings.back().total - readings.front().total),
         in("hours", pack_hours(midnight, energy_by_hour(points, midnight, until, until, zone))));
}

void keep_row(store::WriteTx& tx, MeterId meter, Reading const& reading) {
  auto const& now = reading.now;
  tx.run("meter.insert_reading", in("at", reading.taken_at), in("meter", meter),
         in("verdict", ReadingVerdict::accepted), in("total", reading.total),
         in("rate1", reading.rate[0]), in("rate2", reading.rate[1]), in("rate3", reading.rate[2]),
         in("rate4", reading.rate[3]), in("rate5", reading.rate[4]), in("va", now.voltage_mv[0]),
         in("vb", now.voltage_mv[1]), in("vc", now.voltage_mv[2]), in("ia", now.current_ma[0]),
         in("ib", now.current_ma[1]), in("ic", now.current_ma[2]), in("power", now.power_mw),
         in("pf", now.power_factor_e3), in("frequency", now.frequency_mhz),
         in("relay", reading.relay), in("raw", reading.raw));
}

/// Night after night, as it comes in life.
void store_year(HistoryHouse& house) {
  auto const zone = Zone::named("Asia/Shanghai").value();
  std::vector<BusyMeter> machines;
  for (auto const meter : house.meters)
    machines.emplace_back(static_cast<std::uint64_t>(meter.value));
  for (auto ago = kDays; ago > 0; --ago) {
    auto const midnight = kMidnight - days(ago);
    house.direct.write([&](store::WriteTx& tx) {
      for (std::size_t i = 0; i < machines.size(); ++i) {
        auto const readings = day_of(machines[i], midnight);
        if (ago > kFreshDays)
          keep_day(tx, house.meters[i], midnight, zone, readings);
        else
          for (auto const& reading : readings) keep_row(tx, house.meters[i], reading);
      }
      return true;
    });
  }
}

struct Times {
  double median;
  double worst;
  double cpu;  ///< of one
};

/// Each question about another meter.
template <class Ask>
Times time_of(HistoryHouse const& house, Ask const& ask) {
  std::vector<double> times;
  auto const cpu_before = cpu_ms();
  for (std::size_t i = 0; i < kQuestions; ++i) {
    auto const meter = house.meters[i * 7'919 % house.meters.size()];
    auto const begin = steady_clock::now();
    ask(meter);
    times.push_back(seconds_since(begin) * 1000);
  }
  std::ranges::sort(times);
  return {times[times.size() / 2], times.back(), (cpu_ms() - cpu_before) / kQuestions};
}

}  // namespace

void measure_month(std::string const& file, std::int64_t readings) {
  auto const meters = std::max<std::int64_t>(readings / kQuarters / kDays, 1);
  HistoryHouse house(file, static_cast<int>(meters), false);
  auto const begin = steady_clock::now();
  store_year(house);
  std::printf("%lld readings of %lld meters stored in %.0f s, %.2f GB\n",
              static_cast<long long>(meters * kQuarters * kDays), static_cast<long long>(meters),
              seconds_since(begin), static_cast<double>(std::filesystem::file_size(file)) / 1e9);
  std::size_t found = 0;
  auto const curve = [&](MeterId meter) {
    query::LoadCurve const question{.meter = meter,
                                    .from = kMidnight - days(31),
                                    .to = kMidnight,
                                    .zone = Zone::named("Asia/Shanghai").value()};
    found += house.direct.ask(question)->hours.size();
  };
  auto const list = [&](MeterId meter) {
    query::Readings const question{meter, kMidnight - days(31), kMidnight,
                                   query::Readings::Which::all, 10'000};
    auto const month = house.direct.ask(question);
    ENSURE(month->size() == 31 * kQuarters);
  };
  auto const curves = time_of(house, curve), lists = time_of(house, list);
  ENSURE(found > kQuestions * 31 * 20);
  auto const print = [](char const* what, Times const& times) {
    std::printf("  a meter's month, %s %.2f ms, worst %.2f, %.2f ms of CPU\n", what, times.median,
                times.worst, times.cpu);
  };
  print("load curve:  ", curves);
  print("all readings:", lists);
}

}  // namespace e2ms::bench
