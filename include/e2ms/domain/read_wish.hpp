#pragma once

#include "e2ms/base/time.hpp"

namespace e2ms {

/// How the wish to read a meter now ended. Stored: add at the end, never renumber.
enum class ReadOutcome {
  read = 0,       ///< a reading was recorded; it may be doubtful
  no_answer = 1,  ///< the meter is silent
  refused = 2,    ///< it answered with something that is no reading
  line_down = 3,  ///< there was no way to the meter for so long
};

/// Who asks for a reading now wants it now: later it is no answer any more.
constexpr Duration kReadPatience = minutes(5);

}  // namespace e2ms
