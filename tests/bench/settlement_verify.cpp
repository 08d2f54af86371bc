#include <cstdio>

#include "e2ms/query/ledger_audit.hpp"
#include "settled_town.hpp"

namespace e2ms::bench {
namespace {

constexpr int kReadingsADay = 6;

}  // namespace

void measure_verification(BenchFolder const& folder, int accounts, int days_before) {
  SettledTown town(folder.file("verify.db"), accounts);
  town.move_in(town.kBegin);
  Stopwatch const living;
  town.read(town.kBegin);
  for (int day = 0; day < days_before; ++day) {
    auto const midnight = town.kBegin + days(day);
    for (int part = 1; part <= kReadingsADay; ++part)
      town.read(midnight + hours(24 / kReadingsADay * part));
    town.settle(midnight + days(1));
    town.close_day(midnight + days(1));
  }
  std::printf("%d accounts, %d days of %d readings, lived in %.0f s\n", accounts, days_before,
              kReadingsADay, living.ms() / 1000);
  query::LedgerAudit audit;
  audit.progress = [](query::LedgerAudit::Progress const& progress) {
    if (progress.done % 10'000 == 0)
      std::fprintf(stderr, "  %s %lld of %lld\n", std::string(word(progress.part)).c_str(),
                   static_cast<long long>(progress.done), static_cast<long long>(progress.all));
  };
  Stopwatch const watch;
  auto const found = town.direct().ask(audit);
  ENSURE(found->findings.empty());
  std::printf("  verified in          %7.1f s, %.1f s of CPU: %.2f ms an account\n",
              watch.ms() / 1000, watch.cpu_ms() / 1000, watch.ms() / accounts);
}

}  // namespace e2ms::bench
