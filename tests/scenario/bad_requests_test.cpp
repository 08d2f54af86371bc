#include <gmock/gmock.h>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

using testing::HasSubstr;

/// Whatever is asked for in the wrong way is refused with a reason, and nothing has changed.
class BadRequests : public testing::Test {
 protected:
  BadRequests() : world_(small_plan()) {
    world_.start();
    manager_.emplace(world_.manager());
    account_ = "/api/v1/accounts/" + World::room(*manager_, "D-1").at("account_id").dump();
    top_ups_ = account_ + "/top-ups";
  }
  ~BadRequests() override {
    auto manager = world_.manager();
    EXPECT_EQ(manager.fetch(account_).at("posted_fen"), 1000);
    EXPECT_EQ(manager.list(top_ups_).size(), 1u) << "the opening payment";
    EXPECT_EQ(world_.verify().code, 0);
  }

  /// A good top-up but for its body.
  Answer top_up(std::string const& body, std::string const& type = "application/json") {
    auto headers = manager_->own_headers();
    headers.emplace_back("Content-Type", type);
    headers.emplace_back("Idempotency-Key", "bad-request-1");
    return manager_->send("POST", top_ups_, body, headers);
  }
  static std::string of(std::string const& amount) {
    return R"({"amount_fen": )" + amount + R"(, "channel": "cash"})";
  }
  static void expect(Answer const& answer, int status, std::string const& code) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_EQ(answer.code(), code) << answer.body;
    EXPECT_THAT(answer.head, HasSubstr("Content-Type: application/problem+json"));
  }

  World world_;
  std::optional<Client> manager_;
  std::string account_;
  std::string top_ups_;
};

TEST_F(BadRequests, AmountsThatAreNoAmounts) {
  for (auto const* const amount : {"0", "-1", "1e30", "\"12\"", "12.5", "10000001", "null", "true",
                                   "[]", "123456789012345678901234567890"}) {
    auto const refused = top_up(of(amount));
    expect(refused, 422, "invalid_input");
    EXPECT_NE(refused.problem("amount_fen"), "") << amount << refused.body;
  }
}

TEST_F(BadRequests, FieldsThatAreMissingOrNobodyKnows) {
  EXPECT_NE(top_up(R"({"channel": "cash"})").problem("amount_fen"), "");
  EXPECT_NE(top_up(R"({"amount_fen": 100})").problem("channel"), "");
  EXPECT_NE(top_up(R"({"amount_fen": 100, "channel": "gold"})").problem("channel"), "");
  auto const refused = top_up(R"({"amount_fen": 100, "channel": "cash", "gift": 1})");
  expect(refused, 422, "invalid_input");
  EXPECT_NE(refused.problem("gift"), "");
}

TEST_F(BadRequests, ATopUpWithoutAKey) {
  auto const none = manager_->post(top_ups_, {{"amount_fen", 100}, {"channel", "cash"}});
  expect(none, 422, "invalid_input");
  EXPECT_NE(none.problem("header.Idempotency-Key"), "");
  auto const strange =
      manager_->post(top_ups_, {{"amount_fen", 100}, {"channel", "cash"}}, key("a b; c'd\"e"));
  expect(strange, 422, "invalid_input");
}

TEST_F(BadRequests, AMissingOrWrongCsrfToken) {
  Client::Headers const headers{{"Cookie", manager_->cookie()},
                                {"Content-Type", "application/json"},
                                {"Idempotency-Key", "bad-request-2"}};
  expect(manager_->send("POST", top_ups_, of("100"), headers), 403, "csrf_token_missing");
  auto wrong = headers;
  wrong.emplace_back("X-CSRF-Token", "00000000000000000000000000000000");
  expect(manager_->send("POST", top_ups_, of("100"), wrong), 403, "csrf_token_wrong");
}

TEST_F(BadRequests, NoSessionAndOneThatEnded) {
  auto guest = manager_->clone();
  guest.forget_cookie();
  expect(guest.get("/api/v1/home"), 401, "no_session");
  guest.set_cookie("__Host-e2ms=" + std::string(64, 'a'));
  expect(guest.get("/api/v1/home"), 401, "no_session");
  expect(guest.post(top_ups_, {{"amount_fen", 100}, {"channel", "cash"}}, key("bad-request-3")),
         401, "no_session");
  guest.set_cookie("__Host-e2ms=nonsense");
  expect(guest.get("/api/v1/home"), 401, "no_session");

  auto leaver = world_.manager();
  EXPECT_EQ(leaver.get("/api/v1/session").status, 200);
  EXPECT_EQ(leaver.remove("/api/v1/session").status, 204);
  auto const gone = leaver.get("/api/v1/home");
  EXPECT_EQ(gone.status, 401) << gone.body;
}

TEST_F(BadRequests, WrongSecretsAndThenTooMany) {
  Client guest(world_.web_port());
  expect(guest.sign_in("nobody", "wrong"), 401, "wrong_credentials");
  for (int i = 0; i < 5; ++i)
    expect(guest.sign_in_tenant("D-1", "0000000" + std::to_string(i)), 401, "wrong_credentials");
  auto const throttled = guest.sign_in_tenant("D-1", "00000009");
  expect(throttled, 429, "too_many_requests");
  EXPECT_THAT(throttled.head, HasSubstr("Retry-After: "));
}

TEST_F(BadRequests, TheWrongKindOfPerson) {
  auto tenant = world_.tenant("D-1");
  expect(tenant.get("/api/v1/home"), 403, "not_allowed");
  expect(tenant.post(top_ups_, {{"amount_fen", 100}, {"channel", "cash"}}, key("bad-request-4")),
         403, "not_allowed");
  expect(manager_->get("/api/v1/me"), 403, "not_allowed");
}

TEST_F(BadRequests, BodiesThatAreNoJson) {
  for (auto const* const body : {"", "{", "amount_fen=100", "[]", "42", "{\"a\": \"\xff\"}"})
    expect(top_up(body), 400, "malformed_json");
  expect(top_up(of("100"), "text/plain"), 415, "unsupported_media_type");
  expect(top_up(of("100"), "application/x-www-form-urlencoded"), 415, "unsupported_media_type");
}

TEST_F(BadRequests, ABodyThatIsTooLarge) {
  expect(top_up(R"({"note": ")" + std::string(70'000, 'x') + "\"}"), 413, "body_too_large");
}

TEST_F(BadRequests, RoutesMethodsAndThingsThatAreNotThere) {
  expect(manager_->get("/api/v1/nothing"), 404, "no_such_route");
  expect(manager_->remove("/api/v1/home"), 405, "method_not_allowed");
  expect(manager_->get("/api/v1/accounts/999999"), 404, "not_found");
  expect(manager_->get("/api/v1/accounts/one"), 404, "no_such_route");
  expect(manager_->get("/api/v1/meters?sort=colour"), 422, "invalid_input");
  expect(manager_->post("/api/v1/top-ups/999999/reversal", {{"reason", "why"}}), 404, "not_found");
}

}  // namespace
}  // namespace e2ms::scenario
