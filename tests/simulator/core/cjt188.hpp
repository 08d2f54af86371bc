#pragma once

#include <cstdint>
#include <optional>

#include "simulator/core/bytes.hpp"
#include "simulator/core/meter.hpp"

namespace e2ms_sim {

/// A CJ/T 188 request as it came off the bus, checksum proven.
struct Cjt188Request {
  std::uint8_t type = 0;
  Bytes address;  // seven bytes as on the wire, low byte first
  std::uint8_t control = 0;
  Bytes payload;
};

struct Cjt188Cut {
  enum class Verdict { frame, need_more, no_frame };
  Verdict verdict = Verdict::no_frame;
  std::size_t size = 0;
  Cjt188Request request;
};

/// Tries to read one frame that starts exactly at the front of `bytes`.
Cjt188Cut cut_cjt188(ByteView bytes);

/// The meter's answer frame, or nothing where it stays silent. A watt-hour of its load stands for a
/// litre, its relay for the valve.
std::optional<Bytes> answer_cjt188(Meter& meter, std::int64_t now_ms, Cjt188Request const& request);

}  // namespace e2ms_sim
