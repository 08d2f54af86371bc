#include <cstdio>

#include "bare_rows.hpp"
#include "settled_town.hpp"

namespace e2ms::bench {
namespace {

constexpr int kHours = 24;
/// As many accounts as the settlement takes in one transaction, each with one journal.
constexpr std::int64_t kJournalsAtOnce = 200;

struct Spent {
  double cpu_ms = 0;
  double ms = 0;
  std::size_t rows = 0;
};

/// The same journals, entries and charges, transaction after transaction. Reading them from the
/// settled database is not counted.
Spent write_again(std::string const& settled, std::string const& unsettled) {
  BareDatabase from(settled), to(unsettled);
  Spent spent;
  for (std::int64_t first = 1;; first += kJournalsAtOnce) {
    auto const last = first + kJournalsAtOnce - 1;
    auto const journals = from.rows("SELECT * FROM journal WHERE id BETWEEN ? AND ?", first, last);
    if (journals.empty()) return spent;
    auto const entries =
        from.rows("SELECT * FROM entry WHERE journal BETWEEN ? AND ?", first, last);
    auto const charges =
        from.rows("SELECT * FROM charge WHERE journal BETWEEN ? AND ? ORDER BY id", first, last);
    Stopwatch const watch;
    to.run("BEGIN IMMEDIATE");
    to.insert("journal", journals);
    to.insert("entry", entries);
    to.insert("charge", charges);
    to.run("COMMIT");
    spent.cpu_ms += watch.cpu_ms();
    spent.ms += watch.ms();
    spent.rows += journals.size() + entries.size() + charges.size();
  }
}

}  // namespace

void measure_night(BenchFolder const& folder, int accounts) {
  auto const settled = folder.file("settled.db"), unsettled = folder.file("unsettled.db");
  Spent ours;
  std::size_t journals = 0;
  {
    SettledTown town(settled, accounts);
    town.move_in(town.kBegin);
    Stopwatch const reading;
    for (int hour = 0; hour <= kHours; ++hour) town.read(town.kBegin + hours(hour));
    std::printf("%d accounts, %d readings of a day: %.0f a second\n", accounts, accounts * kHours,
                accounts * (kHours + 1) / reading.ms() * 1000);
    ENSURE(store::backup(settled, unsettled).has_value());
    Stopwatch const watch;
    journals = town.settle(town.kBegin + days(1));
    ours = {watch.cpu_ms(), watch.ms(), 0};
  }
  ENSURE(journals == static_cast<std::size_t>(accounts));
  auto const bare = write_again(settled, unsettled);
  std::printf("  settled and posted:  %7.1f s, %7.1f s of CPU, %6.0f accounts a CPU-second\n",
              ours.ms / 1000, ours.cpu_ms / 1000, accounts / ours.cpu_ms * 1000);
  std::printf("  bare SQL, %zu rows:  %7.1f s, %7.1f s of CPU\n", bare.rows, bare.ms / 1000,
              bare.cpu_ms / 1000);
  std::printf("  ratio:               %7.2f in time, %.2f in CPU\n", ours.ms / bare.ms,
              ours.cpu_ms / bare.cpu_ms);
}

}  // namespace e2ms::bench
