#include "api/handlers.hpp"
#include "api/meter_json.hpp"
#include "e2ms/command/want_reading.hpp"
#include "json_body.hpp"

namespace e2ms::http::api {

using command::WantReading;

Parsed want_reading(Call const& call) {
  WantReading wish{.meter = MeterId{call.id}, .at = call.now, .actor = call.caller.name};
  return Work{[wish = std::move(wish), caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call const again{none, caller, *models, wish.at, wish.meter.value, {}};
    // Another project's meter is as unknown as one that does not exist.
    TRY_VOID(place_of(tx, again, wish.meter));
    TRY(auto const outcome, execute(tx, wish));
    switch (outcome.verdict) {
      case WantReading::Verdict::unknown_meter:
        return not_found();
      case WantReading::Verdict::too_many:
        return retry_later(Status::too_many_requests, "too_many_requests",
                           "Too many readings are wanted at once", seconds(10));
      case WantReading::Verdict::asked:
      case WantReading::Verdict::already_open:
        break;
    }
    TRY(auto const meter, meter_json(tx, again, wish.meter));
    return json_response(meter.json);
  }};
}

}  // namespace e2ms::http::api
