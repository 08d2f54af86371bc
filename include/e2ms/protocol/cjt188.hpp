#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/zone.hpp"

/// CJ/T 188-2004, the protocol of water meters: 68 T A0..A6 C L DATA CS 16. Like DL/T 645, but with
/// a type of meter, a longer address, and a data field that is sent as it is. Pure functions on
/// bytes.
namespace e2ms::protocol::cjt188 {

/// The address of a meter in wire order, low byte first; the two highest bytes name the maker.
using Station = std::array<Byte, 7>;

/// Label order, 14 hex digits, lower case.
std::string to_text(Station const& station);
/// 1 to 14 hex digits in label order; missing digits on the left are zeros.
std::optional<Station> station_of(std::string_view text);

constexpr Byte kColdWater = 0x10;

constexpr std::size_t kFrameOverhead = 13;
constexpr std::size_t kUsualData = 100;  ///< the standard's limit of a data field

/// One valid frame. A value of fixed size, so that scanning a stream allocates nothing.
struct Frame {
  Byte type = 0;
  Station station{};
  Byte control = 0;
  Byte length = 0;
  std::array<Byte, 255> bytes{};

  ByteView data() const { return {bytes.data(), length}; }
};

struct Found {
  std::optional<Frame> frame;
  std::size_t begin = 0;  ///< of the frame without its preamble
  std::size_t end = 0;    ///< one past its last byte
  /// Without a frame: everything before can never be part of one and may be dropped.
  std::size_t keep_from = 0;
};

/// Finds the first valid frame, by the same rules as for DL/T 645: a header that turns out false
/// moves the search on by one byte, and a complete frame behind a header that still waits wins.
Found find_frame(ByteView stream, std::size_t longest_data = kUsualData);

// The low six bits of the control byte.
constexpr Byte kRead = 0x01;
constexpr Byte kWrite = 0x04;
constexpr Byte kReply = 0x80;
constexpr Byte kRefused = 0x40;

using Di = std::uint16_t;
constexpr Di kFlow = 0x901F;
constexpr Di kValve = 0xA017;

/// Makers disagree on which byte of the identifier goes first.
enum class DiOrder { high_first, low_first };

enum class Valve : Byte { open = 0x55, close = 0x99 };

/// Who is asked, and how.
struct Target {
  Byte type = kColdWater;
  Station station{};
  DiOrder order = DiOrder::high_first;
};

// Requests, with four FE bytes in front. The answer repeats `number` (SER).

Bytes read_request(Target const& target, Di di, Byte number);
/// Reading back tells whether the valve moved: it takes seconds.
Bytes valve_request(Target const& target, Valve valve, Byte number);

/// The parts of a frame from a meter, or of a request when one is looked at. `value` lives as long
/// as the frame.
struct Parts {
  Byte function = 0;
  bool reply = false;
  bool refused = false;
  std::optional<Di> di;
  std::optional<Byte> number;
  ByteView value;  ///< what is left of the data field; of a refusal the status
};

Parts parts_of(Frame const& frame, DiOrder order = DiOrder::high_first);

/// The status ST. Bits that only single makers use are left out.
struct Status {
  enum class Valve { open, closed, abnormal, unknown };
  Valve valve = Valve::unknown;
  bool battery_low = false;

  friend bool operator==(Status const&, Status const&) = default;
};
std::optional<Status> decode_status(ByteView value);

/// The answer to kFlow.
struct Flow {
  std::int64_t litres = 0;              ///< all that ever flowed; a fraction is cut off
  std::optional<std::int64_t> settled;  ///< litres on the last settlement day
  std::optional<LocalTime> clock;       ///< where the meter has one that makes sense
  Status status;

  friend bool operator==(Flow const&, Flow const&) = default;
};
/// Nothing for another length, a volume that is no BCD, or a unit that is none of volume.
std::optional<Flow> decode_flow(ByteView value);

}  // namespace e2ms::protocol::cjt188
