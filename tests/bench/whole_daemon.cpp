#include <thread>

#include "daemon.hpp"
#include "estate.hpp"
#include "load.hpp"
#include "subject.hpp"

namespace e2ms::bench {

Whole run_daemon(Field const& field, Rhythm rhythm, std::filesystem::path const& folder) {
  auto const database = folder / "whole.db";
  // A poll that is always overdue asks without a pause.
  Duration const poll{std::max<std::int64_t>(1, rhythm.interval.count())};
  furnish(database, {.mode = LineMode::dial_out,
                     .ports = field.ports,
                     .lines = static_cast<int>(field.ports.size()),
                     .meters_per_line = field.meters_per_line,
                     .poll = poll * field.meters_per_line,
                     .model = kOneRequest.model,
                     .has_relay = kOneRequest.wanted.relay});
  Daemon daemon(database);
  daemon.start();
  while (daemon.lines_online() < field.ports.size())
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  std::this_thread::sleep_for(rhythm.warm_up);
  Meter meter;
  auto const before = thread_seconds();
  meter.begin(daemon.readings(), 0);
  std::this_thread::sleep_for(rhythm.span);
  Whole whole{.load = meter.end(daemon.readings(), 0)};
  auto after = thread_seconds();
  auto const spent = [&](char const* thread) { return after[thread] - before.at(thread); };
  whole.field_cpu_s = spent("field");
  whole.writer_cpu_s = spent("writer");
  return whole;
}

}  // namespace e2ms::bench
