#pragma once

#include "e2ms/port/entropy.hpp"

namespace e2ms::daemon {

/// The kernel's random generator. The only place where randomness comes from.
class SystemEntropy final : public port::Entropy {
 public:
  Bytes bytes(std::size_t count) override;
};

}  // namespace e2ms::daemon
