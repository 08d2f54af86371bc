#pragma once

#include <boost/asio/awaitable.hpp>
#include <string>

#include "e2ms/http/live.hpp"
#include "e2ms/http/site.hpp"
#include "password_desk.hpp"
#include "router.hpp"
#include "sign_in_limit.hpp"

namespace e2ms::http {

/// How sessions begin. The one place with more steps than a question or an order has: the secret
/// is compared between reading its hash and writing the session.
class SignIn {
 public:
  /// Its references outlive it.
  SignIn(store::Store& store, port::Clock& clock, port::Entropy& entropy, Live& live,
         Limits const& limits)
      : store_(store), clock_(clock), entropy_(entropy), live_(live), limits_(limits) {}

  boost::asio::awaitable<Response> answer(CallerKind kind, Request request);

 private:
  struct Form {
    std::string name;
    std::string secret;
    std::string counted_as;  ///< whose attempt this is, for the limit
  };
  static std::variant<Form, Response> read_form(CallerKind kind, nlohmann::json const& body);

  boost::asio::awaitable<Response> check(CallerKind kind, Request const& request, Form form);
  boost::asio::awaitable<Response> open(CallerKind kind, Request const& request,
                                        std::int64_t subject);

  store::Store& store_;
  port::Clock& clock_;
  port::Entropy& entropy_;
  Live& live_;
  Limits const& limits_;
  PasswordDesk desk_;
  SignInLimit limit_;
};

/// {kind, name, role, csrf_token, project}
nlohmann::json session_json(Caller const& caller);

}  // namespace e2ms::http
