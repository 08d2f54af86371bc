#pragma once

#include <string>

#include "e2ms/base/time.hpp"

namespace e2ms::http::api {

/// "20260311-0057": the local day and the number.
std::string receipt_number(std::string const& time_zone, Instant at, std::int64_t number);

/// The key of what a cashier does once: the project's, so that two of them cannot meet.
std::string desk_key(std::int64_t project, std::string_view idempotency_key);

}  // namespace e2ms::http::api
