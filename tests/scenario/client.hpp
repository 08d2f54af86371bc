#pragma once

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "http/tls_client.hpp"

namespace e2ms::scenario {

using nlohmann::json;

struct Answer {
  int status = 0;  ///< 0: no whole answer came
  std::string head;
  json body;

  /// Of a problem document.
  std::string code() const { return body.is_object() ? body.value("code", "") : ""; }
  /// The text of the problem with this field; empty without one.
  std::string problem(std::string const& path) const;
};

/// Speaks with the API as a browser does: keeps its cookie, shows the CSRF token, comes back on a
/// new connection when the old one is gone. For one thread.
class Client {
 public:
  using Headers = std::vector<std::pair<std::string, std::string>>;

  explicit Client(std::uint16_t port) : port_(port) {}

  /// Another client of the same session, with a connection of its own.
  Client clone() const;

  Answer sign_in(std::string const& user, std::string const& password);
  Answer sign_in_tenant(std::string const& room, std::string const& pin);

  Answer get(std::string const& path);
  /// The body of a 200; a test failure and null else.
  json fetch(std::string const& path);
  /// All items of a list, page by page.
  std::vector<json> list(std::string const& path);
  Answer post(std::string const& path, json const& body, Headers headers = {});
  Answer remove(std::string const& path);

  /// Exactly these headers besides Host and Content-Length.
  Answer send(std::string const& method, std::string const& path, std::string const& body,
              Headers const& headers);

  /// What a request of this session carries.
  Headers own_headers() const;
  void forget_cookie() { cookie_.clear(); }
  void set_cookie(std::string cookie) { cookie_ = std::move(cookie); }
  std::string const& cookie() const { return cookie_; }

 private:
  Answer once(std::string const& request);
  Answer signed_in(Answer answer);

  std::uint16_t port_;
  std::unique_ptr<http::TlsClient> connection_;
  std::string cookie_;
  std::string csrf_;
};

}  // namespace e2ms::scenario
