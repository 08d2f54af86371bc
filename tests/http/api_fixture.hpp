#pragma once

#include <gmock/gmock.h>

#include <string>

#include "api_site.hpp"
#include "router.hpp"
#include "schema.hpp"

namespace e2ms::http {

inline std::string lower_word(Method method) {
  std::string text{word(method)};
  for (auto& c : text) c = static_cast<char>(c - 'A' + 'a');
  return text;
}

/// The house behind its site, and the description of the API.
class ApiTest : public testing::Test {
 protected:
  ApiTest() = default;
  explicit ApiTest(std::string terms) : site_(std::move(terms)) {}
  explicit ApiTest(FourEyes four_eyes) : site_(kFlat, four_eyes) {}

  void SetUp() override {
    manager_ = site_.sign_in("manager", "correct horse").value();
    tenant_ = site_.sign_in_room("1-101", "482913").value();
  }

  /// The answer must be one the document has for this operation, and look as it says there.
  nlohmann::json checked(Route const& route, Response const& response) {
    auto const& operation =
        document_.root().at("paths").at(std::string(route.pattern)).at(lower_word(route.method));
    auto const status = std::to_string(static_cast<unsigned>(response.status));
    auto const name = lower_word(route.method) + " " + std::string(route.pattern) + " " + status;
    auto const& answers = operation.at("responses");
    if (!answers.contains(status)) {
      ADD_FAILURE() << name << " is not in the document: " << response.body;
      return {};
    }
    auto const& answer = document_.resolved(answers.at(status));
    if (!answer.contains("content")) {
      EXPECT_EQ(response.body, "") << name;
      return {};
    }
    auto const type = std::string(response.headers.get("Content-Type"));
    EXPECT_TRUE(answer.at("content").contains(type)) << name << " is " << type;
    EXPECT_EQ(response.headers.get("Cache-Control"), "no-store") << name;
    if (response.stream || !type.ends_with("json")) return {};
    auto body = nlohmann::json::parse(response.body);
    EXPECT_THAT(document_.check(body, answer.at("content").at(type).at("schema")),
                testing::IsEmpty())
        << name;
    return body;
  }

  Route const& route(Method method, std::string_view path) {
    auto const found = match(api_routes(), method, path);
    ENSURE(found.route != nullptr);
    return *found.route;
  }

  Visitor const& visitor(Route const& route) {
    return route.access == Access::tenant ? tenant_ : manager_;
  }

  nlohmann::json get(std::string const& target) {
    auto const& found = route(Method::get, target.substr(0, target.find('?')));
    auto const response = site_.send(visitor(found), {Method::get, target});
    EXPECT_EQ(response.status, Status::ok) << target << response.body;
    return checked(found, response);
  }
  nlohmann::json refused(Visitor const& who, Ask const& ask, Status status) {
    auto const& found = route(ask.method, ask.target.substr(0, ask.target.find('?')));
    auto const response = site_.send(who, ask);
    EXPECT_EQ(response.status, status) << ask.target << response.body;
    return checked(found, response).at("code");
  }

  /// A path that fits a pattern.
  static std::string some_path(std::string_view pattern) {
    auto path = std::string(pattern);
    for (auto const& [variable, value] : {std::pair{"{id}", "1"}, {"{bill}", "2026-11"}})
      if (auto const at = path.find(variable); at != std::string::npos)
        path.replace(at, std::string_view(variable).size(), value);
    return path;
  }

  std::string of(std::string_view what, auto id, std::string_view more = "") {
    return "/api/v1/" + std::string(what) + "/" + std::to_string(id.value) + std::string(more);
  }
  Response pay(std::string const& key, std::string const& body) {
    return site_.send(manager_, {Method::post,
                                 of("accounts", site_.account, "/top-ups"),
                                 body,
                                 {{"Idempotency-Key", key}}});
  }

  static constexpr char const* kFlat = R"({"energy":{"type":"flat","price":"0.6"}})";

  ApiSite site_;
  ApiDocument document_;
  Visitor manager_;
  Visitor tenant_;
};

}  // namespace e2ms::http
