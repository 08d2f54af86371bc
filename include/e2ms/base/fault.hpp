#pragma once

#include <cstdint>
#include <string_view>

namespace e2ms {

/// What the world did to us. A code says what the caller can act on; whoever creates the fault
/// logs the details.
enum class FaultCode : std::uint32_t {
  // Lines and devices
  timeout = 1,     ///< no complete answer before the deadline
  line_down,       ///< the connection broke or was replaced
  bad_frame,       ///< bytes that are no answer to the request
  device_refused,  ///< the device answered with an error; detail is its code
  device_busy,     ///< the device asked to be left alone for a while
  bad_value,       ///< an answer whose content cannot be meant (no BCD, fill pattern)
  unsupported,     ///< the model has no such register or function
  // Store
  store_unavailable,  ///< the database refused and nothing was changed; a person must look
  outcome_unknown,    ///< the commit failed: it may or may not be on the disk; then as above
  store_conflict,     ///< a constraint of the database said no
  queue_full,         ///< too many waiting; try later
  // Input
  bad_input,  ///< a value outside its documented range
  not_found,  ///< no such object
  overflow,   ///< integer arithmetic left its range
  // Network and files
  network,    ///< socket or TLS trouble
  file,       ///< file missing, unreadable or not writable
  cancelled,  ///< the daemon is shutting down
};

/// Stable snake_case word for logs and answers.
std::string_view word(FaultCode code);

/// Small enough to be copied anywhere; `detail` means what the code says, 0 when nothing.
struct Fault {
  FaultCode code;
  std::int32_t detail = 0;

  friend bool operator==(Fault const&, Fault const&) = default;
};

}  // namespace e2ms
