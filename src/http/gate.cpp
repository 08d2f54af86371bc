#include "gate.hpp"

#include <algorithm>

#include "ascii.hpp"
#include "e2ms/base/digest.hpp"
#include "e2ms/base/ensure.hpp"
#include "problem.hpp"

namespace e2ms::http {

namespace {

// The prefix makes browsers refuse it without Secure, with a Domain, or from another path.
constexpr std::string_view kCookie = "__Host-e2ms";
constexpr std::string_view kAttributes = "; Path=/; HttpOnly; Secure; SameSite=Strict";
constexpr std::size_t kTokenDigits = 64;

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool is_token(std::string_view text) {
  return text.size() == kTokenDigits && std::ranges::all_of(text, is_hex);
}

}  // namespace

std::optional<std::string> session_token(Headers const& headers) {
  for (auto const pair : split(headers.get("Cookie"), ';')) {
    auto const equals = pair.find('=');
    if (equals == std::string_view::npos || pair.substr(0, equals) != kCookie) continue;
    auto const value = pair.substr(equals + 1);
    if (is_token(value)) return std::string(value);
  }
  return std::nullopt;
}

std::string token_hash(std::string_view token) {
  return sha256_hex(token);
}

std::string session_cookie(std::string_view token, Duration longest) {
  ENSURE(is_token(token));
  return std::string(kCookie) + "=" + std::string(token) + std::string(kAttributes) +
         "; Max-Age=" + std::to_string(longest.ms / 1000);
}

std::string cleared_cookie() {
  return std::string(kCookie) + "=" + std::string(kAttributes) + "; Max-Age=0";
}

bool from_other_site(Headers const& headers) {
  auto const fetched_from = headers.get("Sec-Fetch-Site");
  if (!fetched_from.empty() && fetched_from != "same-origin" && fetched_from != "none") return true;
  auto const origin = headers.get("Origin");
  return !origin.empty() && origin != "https://" + std::string(headers.get("Host"));
}

std::optional<Response> csrf_refusal(Headers const& headers, std::string_view csrf) {
  ENSURE(!csrf.empty());
  auto const shown = headers.get("X-CSRF-Token");
  if (shown.empty())
    return problem(Status::forbidden, "csrf_token_missing", "The header X-CSRF-Token is missing");
  if (!equal_secret(shown, csrf))
    return problem(Status::forbidden, "csrf_token_wrong",
                   "The header X-CSRF-Token is not that of the session");
  return std::nullopt;
}

bool is_background(Headers const& headers) {
  return headers.get("X-E2ms-Background") == "1";
}

bool is_json(Headers const& headers) {
  auto const parts = split(headers.get("Content-Type"), ';');
  if (parts.empty() || !same_word(parts.front(), "application/json")) return false;
  return std::ranges::all_of(parts.begin() + 1, parts.end(), [](std::string_view part) {
    return same_word(part, "charset=utf-8") || !same_word(part.substr(0, 8), "charset=");
  });
}

}  // namespace e2ms::http
