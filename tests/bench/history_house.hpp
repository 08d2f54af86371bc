#pragma once

#include <chrono>
#include <ctime>
#include <filesystem>
#include <string>
#include <vector>

#include "bench_folder.hpp"
#include "e2ms/store/open.hpp"
#include "session.hpp"

namespace e2ms::bench {

/// A new database with one project and so many meters.
struct HistoryHouse {
  HistoryHouse(std::string path, int meters, bool with_accounts);

  /// Bytes of pages in use by these tables and indexes.
  std::int64_t bytes_of(std::string const& names);

  std::string path;
  store::Direct direct;
  store::Session look;  ///< for plain SQL
  ProjectId project;
  std::vector<MeterId> meters;
};

/// Milliseconds of CPU that this process has used; a busy machine does not change them much.
inline double cpu_ms() {
  return static_cast<double>(std::clock()) * 1000 / CLOCKS_PER_SEC;
}

inline double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// One day of all meters as readings, as packs, and how many bytes it takes.
void measure_day(std::string const& folder, int meters);

/// A meter's month among so many readings of a year.
void measure_month(std::string const& folder, std::int64_t readings);

}  // namespace e2ms::bench
