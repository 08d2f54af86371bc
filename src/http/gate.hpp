#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "e2ms/base/time.hpp"
#include "e2ms/http/message.hpp"

/// What a request shows at the gate, without looking into the database.
namespace e2ms::http {

/// The session's token in the request's cookie; nothing when there is none of our form.
std::optional<std::string> session_token(Headers const& headers);

/// What the database knows a session by. The token itself is in the browser alone.
std::string token_hash(std::string_view token);

/// Set-Cookie for a new session and for one that is over.
std::string session_cookie(std::string_view token, Duration longest);
std::string cleared_cookie();

/// A page of somebody else's that makes our user's browser send something: nothing is done for
/// it. Clients that are no browsers send neither header and are welcome.
bool from_other_site(Headers const& headers);

/// Why an unsafe request of a session is refused; nothing when its token is right.
std::optional<Response> csrf_refusal(Headers const& headers, std::string_view csrf);

/// Sent by a page by itself, with nobody at it; such a request does not keep its session alive.
bool is_background(Headers const& headers);

/// Whether the body is said to be JSON in UTF-8.
bool is_json(Headers const& headers);

}  // namespace e2ms::http
