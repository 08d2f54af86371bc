#include <algorithm>
#include <cstdio>

#include "settled_town.hpp"

namespace e2ms::bench {
namespace {

constexpr int kMoreReadings = 1'000;

double median(std::vector<double>& times) {
  std::ranges::nth_element(times, times.begin() + std::ssize(times) / 2);
  return times[times.size() / 2];
}

}  // namespace

void measure_one_more_reading(BenchFolder const& folder, int accounts, int days_before) {
  // Next door to each other, so that their rows lie in equally full pages.
  auto const homes = static_cast<std::size_t>(accounts) * 2;
  SettledTown town(folder.file("year.db"), accounts * 2);
  town.move_in(town.kBegin, 0, 2);
  auto now = town.kBegin;
  for (int day = 0; day < days_before; ++day, now = now + days(1)) {
    for (int hour = 0; hour < 24; ++hour) town.read(now + hours(hour));
    town.settle(now + days(1));
  }
  // The night's reading is charged, as the day's were: nothing of the old month runs.
  town.read(now);
  town.settle(now);
  town.move_in(now, 1, 2);
  for (int half = 0; half <= 2; ++half) town.read(now + minutes(30) * half);
  now = now + hours(1);
  std::vector<double> with_a_year, with_an_hour;
  for (int more = 1; more <= kMoreReadings; ++more)
    town.direct().write([&](store::WriteTx& tx) {
      // In turns, so that both see the same machine.
      for (std::size_t home = 0; home < homes; ++home) {
        Stopwatch const watch;
        town.read_one(tx, home, now + seconds(3) * more);
        (home % 2 == 0 ? with_a_year : with_an_hour).push_back(watch.ms() * 1000);
      }
      return true;
    });
  auto const year = median(with_a_year), hour = median(with_an_hour);
  std::printf("one more reading, checked, charged and decided upon (without its commit):\n");
  std::printf("  an hour behind it:   %7.1f us\n", hour);
  std::printf("  %3d days behind it:  %7.1f us, %+.1f %%\n", days_before, year,
              (year / hour - 1) * 100);
}

}  // namespace e2ms::bench
