#pragma once

#include <cstdint>
#include <vector>

#include "load.hpp"

namespace e2ms::bench {

/// What some rounds of asking all meters once took.
struct Rounds {
  std::vector<double> round_ms;
  double cpu_s = 0;  ///< of this process, user and system
  std::int64_t reads = 0;
  std::int64_t failed = 0;
};

/// The daemon's own dialogues, conversations and lines, one coroutine a meter, on one thread.
Rounds ask_by_lines(std::vector<std::uint16_t> const& ports, int rounds);

/// A thread with a libmodbus context for each meter, reading the same registers.
Rounds ask_by_threads(std::vector<std::uint16_t> const& ports, int rounds);

}  // namespace e2ms::bench
