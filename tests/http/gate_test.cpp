#include "gate.hpp"

#include <gmock/gmock.h>

#include "e2ms/base/digest.hpp"

namespace e2ms::http {
namespace {

using testing::HasSubstr;

std::string const kToken(64, 'a');

Headers with(std::initializer_list<std::pair<std::string_view, std::string_view>> fields) {
  Headers headers;
  for (auto const& [name, value] : fields) headers.add(name, value);
  return headers;
}

TEST(Gate, FindsTheTokenAmongOtherCookies) {
  EXPECT_EQ(session_token(with({{"Cookie", "theme=dark; __Host-e2ms=" + kToken + "; x=y"}})),
            kToken);
}

TEST(Gate, TakesNothingForATokenThatHasNotItsForm) {
  EXPECT_EQ(session_token(with({})), std::nullopt);
  EXPECT_EQ(session_token(with({{"Cookie", "__Host-e2ms=" + std::string(63, 'a')}})), std::nullopt);
  EXPECT_EQ(session_token(with({{"Cookie", "__Host-e2ms=" + std::string(64, 'A')}})), std::nullopt);
  EXPECT_EQ(session_token(with({{"Cookie", "x__Host-e2ms=" + kToken}})), std::nullopt);
  EXPECT_EQ(session_token(with({{"Cookie", "e2ms=" + kToken}})), std::nullopt);
}

TEST(Gate, MakesACookieThatOnlyOurPagesSend) {
  EXPECT_EQ(session_cookie(kToken, hours(12)),
            "__Host-e2ms=" + kToken + "; Path=/; HttpOnly; Secure; SameSite=Strict; Max-Age=43200");
  EXPECT_THAT(cleared_cookie(), HasSubstr("Max-Age=0"));
}

TEST(Gate, KeepsOnlyTheHashOfAToken) {
  EXPECT_EQ(token_hash(kToken), sha256_hex(kToken));
  EXPECT_NE(token_hash(kToken), kToken);
}

TEST(Gate, KnowsAPageOfAnotherSite) {
  auto const from = [](std::string_view name, std::string_view value) {
    return from_other_site(with({{"Host", "e2ms.example:8443"}, {name, value}}));
  };
  EXPECT_FALSE(from("Origin", "https://e2ms.example:8443"));
  EXPECT_TRUE(from("Origin", "https://evil.example"));
  EXPECT_TRUE(from("Origin", "https://e2ms.example"));
  EXPECT_TRUE(from("Origin", "http://e2ms.example:8443"));
  EXPECT_TRUE(from("Origin", "null"));
  EXPECT_FALSE(from("Sec-Fetch-Site", "same-origin"));
  EXPECT_FALSE(from("Sec-Fetch-Site", "none"));
  EXPECT_TRUE(from("Sec-Fetch-Site", "same-site"));
  EXPECT_TRUE(from("Sec-Fetch-Site", "cross-site"));
  EXPECT_FALSE(from("User-Agent", "curl"));
}

TEST(Gate, WantsTheTokenOfThisSession) {
  auto const missing = csrf_refusal(with({}), "secret-of-session");
  ASSERT_TRUE(missing.has_value());
  EXPECT_EQ(missing->status, Status::forbidden);
  EXPECT_THAT(missing->body, HasSubstr("csrf_token_missing"));
  auto const wrong =
      csrf_refusal(with({{"X-CSRF-Token", "secret-of-anothe"}}), "secret-of-session");
  ASSERT_TRUE(wrong.has_value());
  EXPECT_THAT(wrong->body, HasSubstr("csrf_token_wrong"));
  EXPECT_FALSE(
      csrf_refusal(with({{"x-csrf-token", "secret-of-session"}}), "secret-of-session").has_value());
}

TEST(Gate, KnowsAJsonBody) {
  auto const json = [](std::string_view type) { return is_json(with({{"Content-Type", type}})); };
  EXPECT_TRUE(json("application/json"));
  EXPECT_TRUE(json("Application/JSON; charset=UTF-8"));
  EXPECT_FALSE(json("application/json; charset=gbk"));
  EXPECT_FALSE(json("text/plain"));
  EXPECT_FALSE(json("application/x-www-form-urlencoded"));
  EXPECT_FALSE(json(""));
  EXPECT_FALSE(is_json(with({})));
}

}  // namespace
}  // namespace e2ms::http
