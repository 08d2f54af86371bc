#pragma once

#include <cstdint>
#include <optional>

#include "e2ms/base/bytes.hpp"

namespace e2ms {

/// Numbers of any number of bits, lowest bit first, behind whole bytes of a text that grows.
class BitWriter {
 public:
  explicit BitWriter(Bytes& bytes) : bytes_(bytes) {}

  /// The lowest `count` bits, at most 32.
  void put(std::uint64_t bits, unsigned count);
  /// Fills the last byte with zeros.
  void finish();

 private:
  Bytes& bytes_;
  std::uint64_t waiting_ = 0;
  unsigned filled_ = 0;
};

/// Reads bytes, numbers and bits from the front; nothing when they are used up.
class PackReader {
 public:
  explicit PackReader(ByteView bytes) : rest_(bytes) {}

  std::optional<Byte> byte();
  /// Seven bits a byte, the lowest first; a number beyond 64 bits is nothing.
  std::optional<std::uint64_t> number();
  std::optional<std::uint64_t> bits(unsigned count);
  /// How many ones before the next zero, at most `most`; after so many there is no zero.
  std::optional<unsigned> ones(unsigned most);
  /// Goes to the next whole byte; false when what is passed over is not zero.
  bool finish_bits();
  bool empty() const { return rest_.empty() && filled_ == 0; }

 private:
  ByteView rest_;
  std::uint64_t waiting_ = 0;
  unsigned filled_ = 0;
};

void put_number(Bytes& bytes, std::uint64_t number);

/// Small numbers of either sign as small numbers without one.
constexpr std::uint64_t zigzag(std::int64_t value) {
  auto const bits = static_cast<std::uint64_t>(value);
  return value < 0 ? ~(bits << 1) : bits << 1;
}
constexpr std::int64_t unzigzag(std::uint64_t bits) {
  auto const half = bits >> 1;
  return static_cast<std::int64_t>((bits & 1) != 0 ? ~half : half);
}

}  // namespace e2ms
