#include "standing.hpp"

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <thread>

#include "daemon.hpp"
#include "estate.hpp"
#include "load.hpp"
#include "simulator.hpp"
#include "subject.hpp"

namespace e2ms::bench {
namespace {

void rest() {
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
}

double resident_bytes() {
  ::malloc_trim(0);  // what the plan's rows took is free again
  std::ifstream statm("/proc/self/statm");
  double all = 0, resident = 0;
  statm >> all >> resident;
  return resident * double(::sysconf(_SC_PAGESIZE));
}

/// Runs the work in a process of its own, so that nothing measured before is in its memory.
double in_child(std::function<double()> const& work) {
  int ends[2];
  ENSURE(::pipe(ends) == 0);
  auto const child = ::fork();
  ENSURE(child >= 0);
  if (child == 0) {
    double const result = work();
    ENSURE(::write(ends[1], &result, sizeof result) == sizeof result);
    ::_exit(0);
  }
  ::close(ends[1]);
  double result = 0;
  ENSURE(::read(ends[0], &result, sizeof result) == sizeof result);
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  return result;
}

/// The file of that name, furnished.
std::filesystem::path made(std::filesystem::path const& database, Estate const& estate) {
  in_child([&] {
    furnish(database, estate);
    return 0.0;
  });
  return database;
}

Estate callers(int lines, int meters_per_line) {
  return {.mode = LineMode::dial_in,
          .ports = {},
          .lines = lines,
          .meters_per_line = meters_per_line,
          .poll = days(1),
          .model = kOneRequest.model,
          .has_relay = false};
}

/// `call`: the gateways dial in, and all are waited for.
double memory_of(std::filesystem::path const& database, int lines, bool call) {
  return in_child([&] {
    Daemon daemon(database);
    daemon.start();
    while (daemon.lines() < static_cast<std::size_t>(lines)) rest();
    std::optional<Simulator> simulator;
    if (call)
      simulator.emplace("lines=" + std::to_string(lines) +
                            ",meters=1,framing=modbus-tcp,model=" + kSimulatedMeter,
                        daemon.dial_in_port());
    while (call && daemon.lines_online() < static_cast<std::size_t>(lines)) rest();
    return resident_bytes();
  });
}

}  // namespace

Memory measure_memory(int lines, int meters_per_line, std::filesystem::path const& folder) {
  auto const bare = made(folder / "bare.db", callers(1, 0));
  auto const wide = made(folder / "wide.db", callers(lines, 0));
  auto const full = made(folder / "full.db", callers(lines, meters_per_line));
  auto const nothing = memory_of(bare, 1, false);
  auto const connected = memory_of(wide, lines, true);
  auto const silent = memory_of(wide, lines, false);
  auto const metered = memory_of(full, lines, false);
  return {(connected - nothing) / lines, (metered - silent) / (double(lines) * meters_per_line)};
}

double measure_start(int lines, int meters_per_line, std::filesystem::path const& folder) {
  Simulator const simulator(
      "lines=" + std::to_string(lines) + ",meters=" + std::to_string(meters_per_line) +
      ",model=" + kSimulatedMeter + ",framing=modbus-tcp,base_port=0,delay_ms=1");
  Estate estate = callers(lines, meters_per_line);
  estate.mode = LineMode::dial_out;
  estate.ports = simulator.ports();
  auto const database = made(folder / "start.db", estate);
  return in_child([&] {
    auto const begin = wall_seconds();
    Daemon daemon(database);
    daemon.start();
    while (daemon.readings() == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return (wall_seconds() - begin) * 1000;
  });
}

}  // namespace e2ms::bench
