#include "simulator/core/bytes.hpp"

#include <array>

namespace e2ms_sim {

void put_bcd(Bytes& out, std::int64_t value, int count) {
  for (int i = 0; i < count; ++i) {
    auto const two = value % 100;
    out.push_back(static_cast<std::uint8_t>(two / 10 * 16 + two % 10));
    value /= 100;
  }
}

std::optional<std::int64_t> take_bcd(ByteView bytes) {
  std::int64_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) {
    auto const byte = bytes[i - 1];
    if ((byte >> 4) > 9 || (byte & 15) > 9) return std::nullopt;
    value = value * 100 + (byte >> 4) * 10 + (byte & 15);
  }
  return value;
}

void put_be16(Bytes& out, unsigned value) {
  out.push_back(static_cast<std::uint8_t>((value >> 8) & 0xFF));
  out.push_back(static_cast<std::uint8_t>(value & 0xFF));
}

unsigned take_be16(ByteView bytes, std::size_t at) {
  return static_cast<unsigned>(bytes[at] << 8 | bytes[at + 1]);
}

namespace {

constexpr std::array<std::uint16_t, 256> crc_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) {
    unsigned crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001U : crc >> 1;
    table[byte] = static_cast<std::uint16_t>(crc);
  }
  return table;
}

constexpr auto kCrcTable = crc_table();

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::uint16_t modbus_crc(ByteView bytes) {
  unsigned crc = 0xFFFF;
  for (auto const byte : bytes) crc = (crc >> 8) ^ kCrcTable[(crc ^ byte) & 0xFF];
  return static_cast<std::uint16_t>(crc);
}

std::optional<Bytes> from_hex(std::string_view text) {
  Bytes out;
  int high = -1;
  for (char const c : text) {
    if (c == ' ') continue;
    int const digit = hex_digit(c);
    if (digit < 0) return std::nullopt;
    if (high < 0) {
      high = digit;
    } else {
      out.push_back(static_cast<std::uint8_t>(high * 16 + digit));
      high = -1;
    }
  }
  if (high >= 0) return std::nullopt;
  return out;
}

std::string to_hex(ByteView bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (auto const byte : bytes) {
    out.push_back(kDigits[byte >> 4]);
    out.push_back(kDigits[byte & 15]);
  }
  return out;
}

std::uint64_t mix(std::uint64_t seed, std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = seed;
  for (std::uint64_t const part : {a, b}) {
    x += part + 0x9E3779B97F4A7C15ULL;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    x ^= x >> 31;
  }
  return x;
}

}  // namespace e2ms_sim
