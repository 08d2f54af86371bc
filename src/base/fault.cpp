#include "e2ms/base/fault.hpp"

namespace e2ms {

std::string_view word(FaultCode code) {
  switch (code) {
    case FaultCode::timeout:
      return "timeout";
    case FaultCode::line_down:
      return "line_down";
    case FaultCode::bad_frame:
      return "bad_frame";
    case FaultCode::device_refused:
      return "device_refused";
    case FaultCode::device_busy:
      return "device_busy";
    case FaultCode::bad_value:
      return "bad_value";
    case FaultCode::unsupported:
      return "unsupported";
    case FaultCode::store_unavailable:
      return "store_unavailable";
    case FaultCode::outcome_unknown:
      return "outcome_unknown";
    case FaultCode::store_conflict:
      return "store_conflict";
    case FaultCode::queue_full:
      return "queue_full";
    case FaultCode::bad_input:
      return "bad_input";
    case FaultCode::not_found:
      return "not_found";
    case FaultCode::overflow:
      return "overflow";
    case FaultCode::network:
      return "network";
    case FaultCode::file:
      return "file";
    case FaultCode::cancelled:
      return "cancelled";
  }
  return "unknown";
}

}  // namespace e2ms
