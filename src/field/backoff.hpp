#pragma once

#include <algorithm>

#include "e2ms/base/time.hpp"

namespace e2ms::field {

/// Waits that double from a first to a longest one.
class Backoff {
 public:
  constexpr Backoff(Duration first, Duration longest) : first_(first), longest_(longest) {}

  /// The next wait; the one after is twice as long.
  Duration next() {
    auto const wait = std::max(first_, wait_);
    wait_ = std::min(wait * 2, longest_);
    return std::min(wait, longest_);
  }
  void reset() { wait_ = {}; }

 private:
  Duration first_;
  Duration longest_;
  Duration wait_{};
};

}  // namespace e2ms::field
