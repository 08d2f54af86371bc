#include "client.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

namespace e2ms::scenario {

namespace {

constexpr std::string_view kHeadEnd = "\r\n\r\n";

std::string header(std::string_view head, std::string_view name) {
  auto const at = head.find("\r\n" + std::string(name) + ": ");
  if (at == std::string_view::npos) return "";
  auto const begin = at + name.size() + 4;
  return std::string(head.substr(begin, head.find("\r\n", begin) - begin));
}

/// Status 0 unless all of it came.
Answer parse(std::string const& bytes) {
  auto const end = bytes.find(kHeadEnd);
  if (end == std::string::npos || bytes.size() < 12) return {};
  Answer answer{std::atoi(bytes.c_str() + 9), bytes.substr(0, end + 2), {}};
  auto const body = bytes.substr(end + kHeadEnd.size());
  auto const length = header(answer.head, "Content-Length");
  if (!length.empty() && body.size() != std::stoul(length)) return {};
  answer.body = json::parse(body, nullptr, false);
  return answer;
}

}  // namespace

std::string Answer::problem(std::string const& path) const {
  if (!body.is_object() || !body.contains("problems")) return "";
  for (auto const& one : body["problems"])
    if (one.value("path", "") == path) return one.value("text", "");
  return "";
}

Answer Client::once(std::string const& request) {
  bool const fresh = !connection_;
  if (fresh) connection_ = std::make_unique<http::TlsClient>(port_);
  if (!connection_->connected()) {
    connection_.reset();
    return {};
  }
  connection_->send(request);
  auto answer = parse(connection_->response());
  if (answer.status == 0 || header(answer.head, "Connection") == "close") connection_.reset();
  return answer;
}

Answer Client::send(std::string const& method, std::string const& path, std::string const& body,
                    Headers const& headers) {
  std::string request = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n";
  for (auto const& [name, value] : headers) request += name + ": " + value + "\r\n";
  if (method != "GET") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  request += "\r\n" + body;
  bool const reused = connection_ != nullptr;
  auto answer = once(request);
  // A question may be repeated; the old connection may just have been closed for its age.
  if (answer.status == 0 && reused && method == "GET") answer = once(request);
  return answer;
}

Client::Headers Client::own_headers() const {
  Headers headers;
  if (!cookie_.empty()) headers.emplace_back("Cookie", cookie_);
  if (!csrf_.empty()) headers.emplace_back("X-CSRF-Token", csrf_);
  return headers;
}

Answer Client::get(std::string const& path) {
  return send("GET", path, "", own_headers());
}

json Client::fetch(std::string const& path) {
  auto const answer = get(path);
  EXPECT_EQ(answer.status, 200) << path << " " << answer.body;
  return answer.status == 200 ? answer.body : json();
}

std::vector<json> Client::list(std::string const& path) {
  std::vector<json> items;
  std::string cursor;
  do {
    auto const joint = path.find('?') == std::string::npos ? "?" : "&";
    auto const page = fetch(path + joint + "limit=200" + cursor);
    if (!page.is_object()) break;
    for (auto const& item : page["items"]) items.push_back(item);
    cursor = page["next"].is_null() ? "" : "&cursor=" + page["next"].get<std::string>();
  } while (!cursor.empty());
  return items;
}

Answer Client::post(std::string const& path, json const& body, Headers headers) {
  auto all = own_headers();
  all.emplace_back("Content-Type", "application/json");
  for (auto& one : headers) all.push_back(std::move(one));
  return send("POST", path, body.dump(), all);
}

Answer Client::remove(std::string const& path) {
  return send("DELETE", path, "", own_headers());
}

Answer Client::signed_in(Answer answer) {
  if (answer.status != 200) return answer;
  auto const set = header(answer.head, "Set-Cookie");
  cookie_ = set.substr(0, set.find(';'));
  csrf_ = answer.body.value("csrf_token", "");
  return answer;
}

Client Client::clone() const {
  Client other(port_);
  other.cookie_ = cookie_;
  other.csrf_ = csrf_;
  return other;
}

Answer Client::sign_in(std::string const& user, std::string const& password) {
  return signed_in(post("/api/v1/session", {{"user", user}, {"password", password}}));
}

Answer Client::sign_in_tenant(std::string const& room, std::string const& pin) {
  return signed_in(post("/api/v1/tenant-session", {{"room", room}, {"pin", pin}}));
}

}  // namespace e2ms::scenario
