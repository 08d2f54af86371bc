#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace e2ms {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using ByteView = std::span<Byte const>;

/// Lower-case hex without spaces.
std::string to_hex(ByteView bytes);

/// Hex digits of either case, white space between bytes allowed; nothing when it is not hex.
std::optional<Bytes> from_hex(std::string_view text);

/// The bytes of a text, unchanged.
Bytes bytes_of(std::string_view text);
std::string_view text_of(ByteView bytes);

}  // namespace e2ms
