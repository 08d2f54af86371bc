#pragma once

#include <cstdlib>
#include <span>
#include <string_view>

#include "e2ms/base/bytes.hpp"

/// What takes bytes from the outside, each behind a function that must survive any of them. A
/// target ends the program when a promise of the code under it is broken.
namespace e2ms::fuzz {

struct Target {
  std::string_view name;
  void (*run)(ByteView input);
  std::span<std::string_view const> seeds;  ///< in hex
};

std::span<Target const> targets();

inline void require(bool promise) {
  if (!promise) std::abort();
}

/// Takes the input apart from the front; zeros when there is no more.
class Reader {
 public:
  explicit Reader(ByteView input) : rest_(input) {}

  bool empty() const { return rest_.empty(); }
  Byte byte() {
    if (rest_.empty()) return 0;
    auto const first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  std::uint16_t word() {
    auto const high = byte();
    return static_cast<std::uint16_t>(high << 8 | byte());
  }
  /// At most `count`.
  ByteView bytes(std::size_t count) {
    auto const taken = rest_.first(std::min(count, rest_.size()));
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  ByteView rest() { return bytes(rest_.size()); }

 private:
  ByteView rest_;
};

void fuzz_dlt645(ByteView input);
void fuzz_cjt188(ByteView input);
void fuzz_modbus(ByteView input);
void fuzz_greeting(ByteView input);
void fuzz_dialogue(ByteView input);
void fuzz_pack(ByteView input);

}  // namespace e2ms::fuzz
