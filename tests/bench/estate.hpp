#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "e2ms/base/time.hpp"
#include "e2ms/domain/line.hpp"

namespace e2ms::bench {

/// A database made for measuring: every meter in a room of its own, with a tenant who pays.
struct Estate {
  LineMode mode;
  std::vector<std::uint16_t> ports;  ///< of lines that are dialled
  int lines;                         ///< as many as there are ports, if there are any
  int meters_per_line;
  Duration poll;
  char const* model;
  bool has_relay;
};

void furnish(std::filesystem::path const& database, Estate const& estate);

}  // namespace e2ms::bench
