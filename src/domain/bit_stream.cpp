#include "bit_stream.hpp"

#include <algorithm>
#include <bit>

#include "e2ms/base/ensure.hpp"

namespace e2ms {

void BitWriter::put(std::uint64_t bits, unsigned count) {
  ENSURE(count <= 32);
  waiting_ |= (bits & ((std::uint64_t{1} << count) - 1)) << filled_;
  filled_ += count;
  for (; filled_ >= 8; filled_ -= 8, waiting_ >>= 8)
    bytes_.push_back(static_cast<Byte>(waiting_ & 0xFF));
}

void BitWriter::finish() {
  if (filled_ > 0) bytes_.push_back(static_cast<Byte>(waiting_));
  waiting_ = 0;
  filled_ = 0;
}

std::optional<Byte> PackReader::byte() {
  if (rest_.empty()) return std::nullopt;
  auto const first = rest_.front();
  rest_ = rest_.subspan(1);
  return first;
}

std::optional<std::uint64_t> PackReader::number() {
  std::uint64_t number = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    auto const next = byte();
    if (!next) return std::nullopt;
    std::uint64_t const part = *next & 0x7FU;
    if (shift == 63 && part > 1) return std::nullopt;
    number |= part << shift;
    if ((*next & 0x80U) == 0) return number;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> PackReader::bits(unsigned count) {
  ENSURE(count <= 32);
  for (; filled_ < count; filled_ += 8) {
    auto const next = byte();
    if (!next) return std::nullopt;
    waiting_ |= std::uint64_t{*next} << filled_;
  }
  auto const found = waiting_ & ((std::uint64_t{1} << count) - 1);
  waiting_ >>= count;
  filled_ -= count;
  return found;
}

std::optional<unsigned> PackReader::ones(unsigned most) {
  for (unsigned count = 0;;) {
    // Behind what is filled stand zeros.
    auto const run = std::min(static_cast<unsigned>(std::countr_one(waiting_)), most - count);
    waiting_ >>= run;
    filled_ -= run;
    count += run;
    if (count == most) return most;
    if (filled_ > 0) {
      waiting_ >>= 1;
      --filled_;
      return count;
    }
    auto const next = byte();
    if (!next) return std::nullopt;
    waiting_ = *next;
    filled_ = 8;
  }
}

bool PackReader::finish_bits() {
  bool const clean = waiting_ == 0;
  waiting_ = 0;
  filled_ = 0;
  return clean;
}

void put_number(Bytes& bytes, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7) bytes.push_back(static_cast<Byte>(number | 0x80));
  bytes.push_back(static_cast<Byte>(number));
}

}  // namespace e2ms
