#pragma once

#include <utility>

#include "api/handlers.hpp"
#include "api/meter_json.hpp"
#include "json_body.hpp"

namespace e2ms::http::api {

/// Runs an order about a meter and answers with the meter as it is then. `refusal` says why a
/// verdict did not carry it out; nothing when it did.
template <class Order, class Refusal>
Parsed about_meter(Call const& call, Order order, Refusal refusal) {
  return Work{[order = std::move(order), refusal, caller = call.caller,
               models = &call.models](store::WriteTx& tx) -> Result<Response> {
    Request const none;
    Call const again{none, caller, *models, order.at, order.meter.value, {}};
    // Another project's meter is as unknown as one that does not exist.
    TRY_VOID(place_of(tx, again, order.meter));
    TRY(auto const outcome, execute(tx, order));
    if (auto refused = refusal(outcome.verdict)) return std::move(*refused);
    TRY(auto const meter, meter_json(tx, again, order.meter));
    return json_response(meter.json);
  }};
}

}  // namespace e2ms::http::api
