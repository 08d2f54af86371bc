#pragma once

#include "e2ms/http/message.hpp"

namespace e2ms::http {

/// Adds to any answer what browsers need to protect our pages: HTTPS only, no foreign scripts,
/// no framing, no guessing of types, no referrer, no sensors.
void add_security_headers(Headers& headers);

}  // namespace e2ms::http
