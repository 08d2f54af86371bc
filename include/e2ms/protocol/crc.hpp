#pragma once

#include <cstdint>

#include "e2ms/base/bytes.hpp"

namespace e2ms::protocol {

/// Modbus CRC-16 (polynomial A001H reflected, start FFFFH). Sent low byte first.
std::uint16_t crc16(ByteView bytes);
/// Whether the last two bytes are the checksum of those before, low byte first.
bool crc_holds(ByteView frame);

/// The sum of all bytes modulo 256, as DL/T 645 uses it.
Byte sum8(ByteView bytes);

}  // namespace e2ms::protocol
