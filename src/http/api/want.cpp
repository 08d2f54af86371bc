#include "api/meter_order.hpp"
#include "e2ms/command/want_reading.hpp"

namespace e2ms::http::api {

using command::WantReading;

namespace {

/// Why nobody was asked; nothing when somebody is.
std::optional<Response> refusal(WantReading::Verdict verdict) {
  switch (verdict) {
    case WantReading::Verdict::unknown_meter:
      return not_found();
    case WantReading::Verdict::meter_retired:
      return problem(Status::conflict, "meter_retired", "The meter was replaced");
    case WantReading::Verdict::too_many:
      return retry_later(Status::too_many_requests, "too_many_requests",
                         "Too many readings are wanted at once", seconds(10));
    case WantReading::Verdict::asked:
    case WantReading::Verdict::already_open:
      return std::nullopt;
  }
  return not_found();
}

}  // namespace

Parsed want_reading(Call const& call) {
  WantReading wish{.meter = MeterId{call.id}, .at = call.now, .actor = call.caller.name};
  return about_meter(call, std::move(wish), refusal);
}

}  // namespace e2ms::http::api
