#pragma once

#include <filesystem>

namespace e2ms::bench {

/// Bytes of resident memory of a daemon over so many lines that have dialled in and rest, and so
/// many configured meters behind each of as many lines that have not.
struct Memory {
  double per_idle_line;
  double per_meter;
};
Memory measure_memory(int lines, int meters_per_line, std::filesystem::path const& folder);

/// Milliseconds from opening the database to the first reading in it.
double measure_start(int lines, int meters_per_line, std::filesystem::path const& folder);

/// From a person's word to the order on the wire, in exchanges of a line that never rests.
struct Orders {
  double median;
  double worst;
};
Orders measure_orders(int meters, int delay_ms, int orders, std::filesystem::path const& folder);

}  // namespace e2ms::bench
