#pragma once

#include <sys/resource.h>

#include <cstdint>
#include <vector>

namespace e2ms::bench {

/// What some rounds of asking all meters once took.
struct Rounds {
  std::vector<double> round_ms;
  double cpu_s = 0;  ///< of this process, user and system
  std::int64_t reads = 0;
  std::int64_t failed = 0;
};

/// CPU seconds of this process so far.
inline double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  auto const seconds = [](timeval const& at) {
    return static_cast<double>(at.tv_sec) + static_cast<double>(at.tv_usec) * 1e-6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

/// The daemon's own dialogues, conversations and lines, one coroutine a meter, on one thread.
Rounds ask_by_lines(std::vector<std::uint16_t> const& ports, int rounds);

/// A thread with a libmodbus context for each meter, reading the same registers.
Rounds ask_by_threads(std::vector<std::uint16_t> const& ports, int rounds);

}  // namespace e2ms::bench
