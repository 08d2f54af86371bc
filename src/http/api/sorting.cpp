#include "api/sorting.hpp"

#include "ascii.hpp"
#include "json_body.hpp"

namespace e2ms::http::api {

using nlohmann::json;

bool holds(std::string_view text, std::string_view part) {
  for (std::size_t at = 0; at + part.size() <= text.size(); ++at)
    if (same_word(text.substr(at, part.size()), part)) return true;
  return false;
}

Response counted_list(json items, std::optional<std::int64_t> next, std::size_t total) {
  return json_response({{"items", std::move(items)},
                        {"next", next ? json(std::to_string(*next)) : json(nullptr)},
                        {"total", total}});
}

}  // namespace e2ms::http::api
