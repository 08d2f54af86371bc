#include "problem.hpp"

#include <nlohmann/json.hpp>

#include "e2ms/base/log.hpp"
#include "json_body.hpp"

namespace e2ms::http {

namespace {

constexpr Duration kRetryWhenBusy = seconds(1);
constexpr Duration kRetryWhenFailed = seconds(60);

}  // namespace

Response problem(Status status, std::string_view code, std::string_view title,
                 Problems const& problems) {
  auto list = nlohmann::json::array();
  for (auto const& one : problems) list.push_back({{"path", one.path}, {"text", one.text}});
  nlohmann::json const document{{"type", "about:blank"},
                                {"title", title},
                                {"status", static_cast<unsigned>(status)},
                                {"code", code},
                                {"problems", std::move(list)}};
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/problem+json");
  response.headers.add("Cache-Control", "no-store");
  response.body = json_text(document);
  return response;
}

Response invalid_input(Problems const& problems) {
  return problem(Status::unprocessable, "invalid_input", "The input is not valid", problems);
}

Response not_found() {
  return problem(Status::not_found, "not_found", "There is no such object");
}

Response malformed_json(std::string_view why) {
  return problem(Status::bad_request, "malformed_json",
                 "The body is not a JSON object: " + std::string(why));
}

Response unsupported_media_type() {
  return problem(Status::unsupported_media_type, "unsupported_media_type",
                 "The body must be application/json");
}

Response retry_later(Status status, std::string_view code, std::string_view title, Duration after) {
  auto response = problem(status, code, title);
  auto const whole_seconds = (after.ms + 999) / 1000;
  response.headers.add("Retry-After", std::to_string(whole_seconds < 1 ? 1 : whole_seconds));
  return response;
}

Response response_of(Fault fault) {
  if (fault.code == FaultCode::not_found) return not_found();
  if (fault.code == FaultCode::queue_full)
    return retry_later(Status::unavailable, "busy", "Busy", kRetryWhenBusy);
  if (fault.code == FaultCode::outcome_unknown)
    return retry_later(Status::unavailable, "outcome_unknown",
                       "Whether it was done is not known; the same key asks again",
                       kRetryWhenFailed);
  if (fault.code == FaultCode::store_unavailable || fault.code == FaultCode::cancelled)
    return retry_later(Status::unavailable, "storage_failed", "The store takes no writes",
                       kRetryWhenFailed);
  log::error("request_failed", {{"fault", fault}});
  return problem(Status::internal_error, "internal_error", "The request could not be served");
}

}  // namespace e2ms::http
