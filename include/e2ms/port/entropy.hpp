#pragma once

#include <cstddef>

#include "e2ms/base/bytes.hpp"

namespace e2ms::port {

/// The only source of randomness: the system's generator (daemon) or a seeded one (simulation).
class Entropy {
 public:
  virtual ~Entropy() = default;

  /// Unpredictable bytes; aborts when the system has none.
  virtual Bytes bytes(std::size_t count) = 0;
};

}  // namespace e2ms::port
