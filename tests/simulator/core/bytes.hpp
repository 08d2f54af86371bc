#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace e2ms_sim {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<std::uint8_t const>;

/// Appends `value` as packed BCD, low byte first, cut to the lowest 2 * `count` digits.
void put_bcd(Bytes& out, std::int64_t value, int count);

/// The value of packed BCD, low byte first; nothing if a nibble is not a digit.
std::optional<std::int64_t> take_bcd(ByteView bytes);

void put_be16(Bytes& out, unsigned value);
unsigned take_be16(ByteView bytes, std::size_t at);

/// CRC of Modbus RTU; goes low byte first on the wire.
std::uint16_t modbus_crc(ByteView bytes);

std::optional<Bytes> from_hex(std::string_view text);
std::string to_hex(ByteView bytes);

/// A number that depends on nothing but its arguments: the only source of randomness here.
std::uint64_t mix(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0);

}  // namespace e2ms_sim
