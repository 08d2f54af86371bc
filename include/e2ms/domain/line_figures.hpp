#pragma once

#include <cstdint>
#include <optional>

#include "e2ms/base/time.hpp"

namespace e2ms {

/// How a line does. What is counted is counted over the last hour, in steps of five minutes; a
/// restart, and another place that the line leads to, begin a new hour.
///
/// A question is a frame that wants an answer. It is answered, or refused (what came was a refusal
/// that could not be repaired, or made no sense), or silent (nothing that belongs to it came in
/// time). So asked = answered + refused + silent, and the success rate is answered of asked.
struct LineFigures {
  std::int64_t asked = 0;
  std::int64_t answered = 0;
  std::int64_t refused = 0;
  std::int64_t silent = 0;
  /// From the last byte of a question to the last one of its answer: smoothed, an eighth of each
  /// new one; and the last.
  std::optional<Duration> round_trip = std::nullopt;
  std::optional<Duration> last_round_trip = std::nullopt;
  std::optional<Instant> heard_at = std::nullopt;   ///< last time anything arrived
  std::optional<Instant> next_poll = std::nullopt;  ///< none while the line is down
  std::int64_t meters_silent = 0;

  friend bool operator==(LineFigures const&, LineFigures const&) = default;
};

}  // namespace e2ms
