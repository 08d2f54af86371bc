#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "e2ms/base/bytes.hpp"

/// The link layer that DL/T 645-1997 and -2007 share:
/// 68 A0..A5 68 C L DATA CS 16, each data byte sent plus 33H.
namespace e2ms::protocol {

/// The address of a meter in wire order, low byte first. Nibbles above 9 occur: AA is a wildcard.
using Station = std::array<Byte, 6>;

constexpr Station kEveryStation{0x99, 0x99, 0x99, 0x99, 0x99, 0x99};
constexpr Station kAnyStation{0xAA, 0xAA, 0xAA, 0xAA, 0xAA, 0xAA};

/// Label order, 12 hex digits, lower case.
std::string to_text(Station const& station);
/// 1 to 12 hex digits in label order; missing digits on the left are zeros.
std::optional<Station> station_of(std::string_view text);
/// Whether an answer from `station` may belong to a request to `asked`, which may hold wildcards.
bool answers_for(Station const& asked, Station const& station);

constexpr std::size_t kFrameOverhead = 12;
constexpr std::size_t kUsualData = 200;    ///< the standard's limit of a data field
constexpr std::size_t kLongestData = 255;  ///< what the length byte can say

/// One valid frame. A value of fixed size, so that scanning a stream allocates nothing.
struct Frame {
  Station station{};
  Byte control = 0;
  Byte length = 0;
  std::array<Byte, kLongestData> bytes{};  ///< the data field, 33H already taken off

  ByteView data() const { return {bytes.data(), length}; }
  bool from_meter() const { return (control & 0x80) != 0; }
};

/// What a look into a stream found.
struct Found {
  std::optional<Frame> frame;
  std::size_t preamble = 0;  ///< FE bytes directly before the frame
  std::size_t begin = 0;     ///< of the frame without its preamble
  std::size_t end = 0;       ///< one past its last byte
  /// Without a frame: everything before can never be part of one and may be dropped.
  std::size_t keep_from = 0;
};

/// Finds the first valid frame. A start byte is believed only with the second one seven bytes on,
/// a length within the limit, the end byte where the length says, and the right sum; anything else
/// moves the search on by one byte, because the true start may lie inside a false header. While a
/// header still waits for bytes, a complete frame behind it wins.
Found find_frame(ByteView stream, std::size_t longest_data = kUsualData);

/// A frame ready to send, without preamble. `data` at most kLongestData bytes.
Bytes make_frame(Station const& station, Byte control, ByteView data);

/// The same after the four FE bytes that wake the receiver of a meter.
Bytes make_frame_with_preamble(Station const& station, Byte control, ByteView data);

}  // namespace e2ms::protocol
