#pragma once

#include <string>

#include "e2ms/base/time.hpp"
#include "json_body.hpp"
#include "router.hpp"

namespace e2ms::http::api {

/// "20260311-0057": the local day and the number.
std::string receipt_number(std::string const& time_zone, Instant at, std::int64_t number);

/// The key of what is done once, out of the request's header: the project's, so that two of them
/// cannot meet.
std::string read_desk_key(Call const& call, FieldReader& fields);

}  // namespace e2ms::http::api
