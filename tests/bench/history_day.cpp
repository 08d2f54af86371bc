#include <cstdio>

#include "busy_meter.hpp"
#include "e2ms/base/digest.hpp"
#include "e2ms/command/compact_readings.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "e2ms/query/meter_page.hpp"
#include "history_house.hpp"

namespace e2ms::bench {
namespace {

using std::chrono::steady_clock;

constexpr Instant kMidnight{1'795'363'200'000};  // 2026-11-23 00:00 in Shanghai
constexpr int kQuarters = 96;
constexpr char kRows[] = "'reading', 'reading_meter', 'reading_doubtful'";
constexpr char kPacks[] = "'reading_pack', 'sqlite_autoindex_reading_pack_1'";

void record(store::WriteTx& tx, MeterId meter, Reading reading) {
  using Verdict = command::RecordReading::Verdict;
  auto const outcome = execute(tx, command::RecordReading{meter, std::move(reading)});
  ENSURE(outcome->verdict == Verdict::accepted || outcome->verdict == Verdict::quarantined);
}

void settle(HistoryHouse& house, Instant at) {
  for (AccountId after{0};;) {
    auto const outcome = house.direct.submit(command::SettleAccounts{house.project, at, after});
    if (outcome->last == AccountId{0}) return;
    after = outcome->last;
  }
}

/// The evening before opens all accounts; then a day, quarter by quarter. How many bytes there were
/// before that day.
std::int64_t live(HistoryHouse& house) {
  std::vector<BusyMeter> machines;
  for (auto const meter : house.meters)
    machines.emplace_back(static_cast<std::uint64_t>(meter.value));
  auto const wave = [&](Instant quarter) {
    house.direct.write([&](store::WriteTx& tx) {
      for (std::size_t i = 0; i < machines.size(); ++i)
        record(tx, house.meters[i], machines[i].read(quarter));
      return true;
    });
  };
  for (int before : {3, 2, 1}) wave(kMidnight - minutes(15) * before);
  settle(house, kMidnight);
  auto const bytes = house.bytes_of(kRows);
  for (int quarter = 0; quarter < kQuarters; ++quarter) wave(kMidnight + minutes(15) * quarter);
  settle(house, kMidnight + days(1));
  return bytes;
}

struct Seen {
  std::size_t readings = 0;
  std::string digest;
};

/// Every reading of that day as a page would be given it.
Seen look_at_all(HistoryHouse& house) {
  Seen seen;
  for (auto const meter : house.meters) {
    query::Readings const question{meter, kMidnight, kMidnight + days(1),
                                   query::Readings::Which::all, 10'000};
    auto const readings = house.direct.ask(question).value();
    seen.readings += readings.size();
    std::string text = seen.digest;
    auto const add = [&text](auto const& value) {
      text += value ? std::to_string(static_cast<std::int64_t>(*value)) + " " : "- ";
    };
    for (auto const& reading : readings) {
      text += std::to_string(reading.taken_at.ms) + " " + to_text(reading.total) + " ";
      for (auto const& rate : {reading.rate1, reading.rate2, reading.rate3, reading.rate4})
        text += rate ? to_text(*rate) + " " : "- ";
      for (auto const& value : {reading.voltage_a_mv, reading.voltage_b_mv, reading.voltage_c_mv,
                                reading.current_a_ma, reading.current_b_ma, reading.current_c_ma,
                                reading.power_mw, reading.power_factor_e3, reading.frequency_mhz})
        add(value);
      add(reading.relay);
    }
    seen.digest = sha256_hex(text);
  }
  return seen;
}

struct Compacted {
  std::size_t days = 0;
  double longest_ms = 0;
};

/// Command after command, as the clockwork does it.
Compacted compact(HistoryHouse& house) {
  Compacted done;
  command::CompactReadings batch{
      .project = house.project, .before = kMidnight + days(1), .after = {0}};
  for (bool more = true; more;) {
    auto const begin = steady_clock::now();
    auto const outcome = house.direct.submit(batch).value();
    done.longest_ms = std::max(done.longest_ms, seconds_since(begin) * 1000);
    done.days += outcome.days;
    batch.after = outcome.last;
    more = outcome.more;
  }
  return done;
}

}  // namespace

void measure_day(std::string const& file, int meters) {
  HistoryHouse house(file, meters, true);
  auto begin = steady_clock::now();
  auto const evening = live(house);
  auto const count = static_cast<double>(house.meters.size()) * kQuarters;
  std::printf("%d meters, %.0f readings recorded:  %.0f a second\n", meters, count,
              count / seconds_since(begin));
  std::printf("  as rows:                 %6.1f B a reading\n",
              static_cast<double>(house.bytes_of(kRows) - evening) / count);
  auto const before = look_at_all(house);
  begin = steady_clock::now();
  auto const cpu_before = cpu_ms();
  auto const compacted = compact(house);
  auto const took = seconds_since(begin), cpu = cpu_ms() - cpu_before;
  auto const after = look_at_all(house);
  ENSURE(before.readings == after.readings);
  ENSURE(before.digest == after.digest);
  double const packs = static_cast<double>(house.bytes_of(kPacks)) / count;
  double const rows = static_cast<double>(house.bytes_of(kRows) - evening) / count;
  double const energy = static_cast<double>(house.bytes_of("'energy_day'")) / count;
  std::printf(
      "  packed:                  %6.1f B in packs + %.1f B in rows that stay + %.1f B of"
      " energy by hour = %.1f B a reading\n",
      packs, rows, energy, packs + rows + energy);
  std::printf("  nothing lost:            %zu readings before and after, digest %.16s\n",
              after.readings, after.digest.c_str());
  auto const each = 1 / static_cast<double>(compacted.days);
  std::printf(
      "  %zu days of a meter in    %.1f s, %.2f ms each, %.2f ms of CPU; the longest command"
      " %.1f ms\n",
      compacted.days, took, took * 1000 * each, cpu * each, compacted.longest_ms);
  begin = steady_clock::now();
  auto const audit = house.direct.ask(query::LedgerAudit{});
  ENSURE(audit->findings.empty());
  std::printf("  verified in              %.1f s\n", seconds_since(begin));
}

}  // namespace e2ms::bench
