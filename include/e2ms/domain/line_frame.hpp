#pragma once

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/time.hpp"

namespace e2ms {

// The numbers stand in the database: add at the end, never renumber.
enum class FrameDirection { sent = 0, arrived = 1 };

/// What was written to a line at once, or what was read from it at once: a frame may arrive in
/// several pieces.
struct LineFrame {
  Instant at;  ///< when it was given to the line, or taken from it
  FrameDirection direction;
  Bytes bytes;
  bool hidden = false;  ///< a password stood in it and was overwritten
};

}  // namespace e2ms
