#pragma once

#include <cstdint>

#include "e2ms/base/ensure.hpp"
#include "e2ms/port/entropy.hpp"

namespace e2ms::simulation {

/// Everything that happens by chance in one month, from one number (SplitMix64).
class Dice final : public port::Entropy {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
  }

  /// Both ends included.
  std::int64_t between(std::int64_t least, std::int64_t most) {
    ENSURE(least <= most);
    auto const width = static_cast<std::uint64_t>(most - least) + 1;
    return least + static_cast<std::int64_t>(next() % width);
  }

  bool one_in(std::int64_t n) { return between(1, n) == 1; }

  Bytes bytes(std::size_t count) override {
    Bytes out(count);
    for (auto& byte : out) byte = static_cast<Byte>(next());
    return out;
  }

 private:
  std::uint64_t state_;
};

}  // namespace e2ms::simulation
