#pragma once

#include <sys/resource.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <vector>

#include "e2ms/base/bytes.hpp"

namespace e2ms::bench {

/// The gateways of a simulator, all alike: as many meters behind each, units from 1.
struct Field {
  std::vector<std::uint16_t> ports;
  int meters_per_line;
};

/// How a client asks. Each line has its own moment in the interval, as in a fleet; an interval of
/// zero asks the meters of a line one after the other without a pause.
struct Rhythm {
  std::chrono::milliseconds interval;
  std::chrono::milliseconds warm_up;  ///< not counted
  std::chrono::milliseconds span;     ///< counted
};

/// What was done within the span.
struct Load {
  std::int64_t reads = 0;
  std::int64_t failed = 0;
  double cpu_s = 0;  ///< of this process, user and system
  double wall_s = 0;

  double cpu_us_per_read() const { return reads == 0 ? 0 : cpu_s * 1e6 / double(reads); }
};

/// One request and the size of its answer.
struct Exchange {
  Bytes request;
  std::size_t answer;
};

/// The frames of one reading of a meter.
using Script = std::vector<Exchange>;

inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto const seconds = [](timeval const& at) {
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

inline double wall_seconds() {
  auto const now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

/// Counters at the begin of the span and what came of it.
class Meter {
 public:
  void begin(std::int64_t reads, std::int64_t failed) {
    before_ = {reads, failed, cpu_seconds(), wall_seconds()};
  }
  Load end(std::int64_t reads, std::int64_t failed) const {
    return {reads - before_.reads, failed - before_.failed, cpu_seconds() - before_.cpu_s,
            wall_seconds() - before_.wall_s};
  }

 private:
  Load before_;
};

/// What the daemon's own dialogue says to each meter of the first line.
std::vector<Script> record_scripts(Field const& field);

/// A bare epoll loop that sends the same frames and counts the bytes of the answers.
Load exchange_bare(Field const& field, std::vector<Script> const& scripts, Rhythm rhythm);

/// The daemon's dialogues, conversations and lines, a coroutine for each line, on one thread.
Load ask_by_lines(Field const& field, Rhythm rhythm);

/// A thread with a libmodbus context for each line, reading the same registers.
Load ask_by_threads(Field const& field, std::vector<Script> const& scripts, Rhythm rhythm);

/// The whole of it: keepers, writer, database on disk, each reading checked and charged.
struct Whole {
  Load load;
  double field_cpu_s = 0;   ///< the thread of the field loop
  double writer_cpu_s = 0;  ///< the thread of the writer
};
Whole run_daemon(Field const& field, Rhythm rhythm, std::filesystem::path const& folder);

}  // namespace e2ms::bench
