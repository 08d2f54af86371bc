#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/fault.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/http/message.hpp"

namespace e2ms::http {

/// What is wrong with which field. `path` is the field's name in the body, "query.<name>" or
/// "header.<name>".
struct Problem {
  std::string path;
  std::string text;

  friend bool operator==(Problem const&, Problem const&) = default;
};
using Problems = std::vector<Problem>;

/// A problem document (RFC 9457). `code` is stable and listed in docs/openapi.yaml; `title` is
/// English, for logs and developers.
Response problem(Status status, std::string_view code, std::string_view title,
                 Problems const& problems = {});

/// 422 with what is wrong in which field.
Response invalid_input(Problems const& problems);
Response not_found();
/// 400; `why` says where the body stops being JSON.
Response malformed_json(std::string_view why);
/// 415
Response unsupported_media_type();
/// 429 or 503 with Retry-After in whole seconds, rounded up.
Response retry_later(Status status, std::string_view code, std::string_view title, Duration after);

/// What a client reads when the store could not serve: busy, storage_failed, outcome_unknown,
/// not_found or internal_error.
Response response_of(Fault fault);

}  // namespace e2ms::http
