#include "e2ms/protocol/crc.hpp"

#include <array>

namespace e2ms::protocol {
namespace {

constexpr std::array<std::uint16_t, 256> make_table() {
  std::array<std::uint16_t, 256> table{};
  for (unsigned i = 0; i < table.size(); ++i) {
    unsigned crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1) ^ 0xA001U : crc >> 1;
    table[i] = static_cast<std::uint16_t>(crc);
  }
  return table;
}

constexpr auto kTable = make_table();

}  // namespace

std::uint16_t crc16(ByteView bytes) {
  unsigned crc = 0xFFFF;
  for (Byte const byte : bytes) crc = (crc >> 8) ^ kTable[(crc ^ byte) & 0xFFU];
  return static_cast<std::uint16_t>(crc);
}

bool crc_holds(ByteView frame) {
  if (frame.size() < 2) return false;
  auto const body = frame.first(frame.size() - 2);
  auto const crc = crc16(body);
  return frame[body.size()] == static_cast<Byte>(crc) &&
         frame[body.size() + 1] == static_cast<Byte>(crc >> 8);
}

Byte sum8(ByteView bytes) {
  unsigned sum = 0;
  for (Byte const byte : bytes) sum += byte;
  return static_cast<Byte>(sum);
}

}  // namespace e2ms::protocol
