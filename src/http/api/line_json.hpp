#pragma once

#include <nlohmann/json.hpp>

#include "e2ms/query/line_page.hpp"
#include "router.hpp"

namespace e2ms::http::api {

/// A line as the list of gateways shows it, at that moment.
nlohmann::json line_json(query::Gateways::Line const& line, Instant now);

/// A line with its gateway and its meters.
nlohmann::json line_page_json(Call const& call, query::LinePage::Page const& page);

}  // namespace e2ms::http::api
