#include <set>

#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

TEST_F(ApiTest, HasExactlyTheRoutesOfTheDocument) {
  std::set<std::string> documented, built;
  for (auto const& [path, item] : document_.root().at("paths").items())
    for (auto const& [method, operation] : item.items())
      if (method != "parameters") documented.insert(method + " " + path);
  for (auto const& one : api_routes())
    built.insert(lower_word(one.method) + " " + std::string(one.pattern));
  EXPECT_EQ(built, documented);
}

TEST_F(ApiTest, AnswersEveryQuestionAsDocumented) {
  auto const charges = get(of("accounts", site_.account, "/charges"));
  auto const charge = ChargeId{charges.at("items").back().at("id")};
  for (auto const& target : {std::string("/api/v1/session"),
                             std::string("/api/v1/home"),
                             std::string("/api/v1/rooms"),
                             std::string("/api/v1/meters"),
                             of("meters", site_.meter),
                             of("meters", site_.no_relay),
                             of("meters", site_.meter, "/readings"),
                             of("meters", site_.meter, "/load"),
                             of("meters", site_.meter, "/decisions"),
                             std::string("/api/v1/accounts"),
                             of("accounts", site_.account),
                             of("accounts", site_.account, "/running-charge"),
                             of("charges", charge),
                             of("accounts", site_.account, "/ledger"),
                             of("accounts", site_.account, "/top-ups"),
                             of("top-ups", site_.reversed_top_up),
                             std::string("/api/v1/alarms"),
                             std::string("/api/v1/gateways"),
                             std::string("/api/v1/strangers"),
                             of("lines", site_.main_line),
                             of("lines", site_.main_line, "/frames"),
                             of("accounts", site_.account, "/bills"),
                             of("accounts", site_.account, "/bills/2026-11"),
                             std::string("/api/v1/me/bills"),
                             std::string("/api/v1/me/bills/2026-11"),
                             std::string("/api/v1/tariffs"),
                             std::string("/api/v1/tariffs/1"),
                             std::string("/api/v1/tariff-proposals"),
                             std::string("/api/v1/me"),
                             std::string("/api/v1/me/usage"),
                             std::string("/api/v1/me/charges"),
                             of("me/charges", charge),
                             std::string("/api/v1/me/running-charge"),
                             std::string("/api/v1/me/top-ups")})
    EXPECT_FALSE(get(target).empty()) << target;
  auto const stream = site_.send(manager_, {Method::get, "/api/v1/events"});
  ASSERT_NE(stream.stream, nullptr);
  checked(route(Method::get, "/api/v1/events"), stream);
}

TEST_F(ApiTest, NobodyPassesWithoutASession) {
  Visitor const nobody{"__Host-e2ms=" + std::string(64, 'f'), "x"};
  for (auto const& one : api_routes()) {
    auto const target = some_path(one.pattern);
    if (one.handler.index() == 2 && one.method == Method::post) continue;  // the sign-ins
    EXPECT_EQ(checked(one, site_.send({one.method, target})).at("code"), "no_session");
    EXPECT_EQ(refused(nobody, {one.method, target, "{}"}, Status::unauthorized), "no_session");
  }
}

TEST_F(ApiTest, EverybodyStaysInTheOwnPart) {
  for (auto const& one : api_routes()) {
    if (one.access == Access::anyone) continue;
    auto const target = some_path(one.pattern);
    auto const& wrong = one.access == Access::manager ? tenant_ : manager_;
    EXPECT_EQ(refused(wrong, {one.method, target, "{}"}, Status::forbidden), "not_allowed");
  }
}

TEST_F(ApiTest, OrdersWantTheTokenOfTheSessionAndAJsonObject) {
  for (auto const& one : api_routes()) {
    if (is_safe(one.method) || std::holds_alternative<Own>(one.handler)) continue;
    auto const target = some_path(one.pattern);
    auto const without = site_.send({one.method, target, "{}", {{"Cookie", manager_.cookie}}});
    EXPECT_EQ(checked(one, without).at("code"), "csrf_token_missing");
    Visitor const forged{manager_.cookie, tenant_.csrf};
    EXPECT_EQ(refused(forged, {one.method, target, "{}"}, Status::forbidden), "csrf_token_wrong");
    Visitor const& me = manager_;
    auto const foreign =
        site_.send(me, {one.method, target, "{}", {{"Origin", "https://evil.example"}}});
    EXPECT_EQ(checked(one, foreign).at("code"), "cross_site");
    if (!one.takes_body) continue;
    EXPECT_EQ(refused(me, {one.method, target, "{"}, Status::bad_request), "malformed_json");
    EXPECT_EQ(refused(me, {one.method, target, "[]"}, Status::bad_request), "malformed_json");
    EXPECT_EQ(refused(me, {one.method, target, R"({"x":1})"}, Status::unprocessable),
              "invalid_input");
    EXPECT_EQ(refused(me, {one.method, target, ""}, Status::unsupported_media_type),
              "unsupported_media_type");
  }
}

TEST_F(ApiTest, KnowsNothingOfOtherProjectsAndOfWhatIsNotThere) {
  for (auto const meter : {site_.foreign_meter, MeterId{9999}})
    for (auto const* const more : {"", "/readings", "/load", "/decisions"})
      EXPECT_EQ(refused(manager_, {Method::get, of("meters", meter, more)}, Status::not_found),
                "not_found");
  for (auto const line : {site_.foreign_line, LineId{9999}})
    for (auto const* const more : {"", "/frames", "/frames.txt"})
      EXPECT_EQ(refused(manager_, {Method::get, of("lines", line, more)}, Status::not_found),
                "not_found");
  for (auto const method : {Method::post, Method::del})
    EXPECT_EQ(refused(manager_, {method, of("lines", site_.foreign_line, "/recording"), "{}"},
                      Status::not_found),
              "not_found");
  for (auto const account : {site_.foreign_account, AccountId{9999}}) {
    for (auto const* const more : {"", "/charges", "/running-charge", "/ledger", "/top-ups",
                                   "/bills", "/bills/2026-11", "/bills/2026-11.xlsx"})
      EXPECT_EQ(refused(manager_, {Method::get, of("accounts", account, more)}, Status::not_found),
                "not_found");
    Ask const payment{Method::post,
                      of("accounts", account, "/top-ups"),
                      R"({"amount_fen":100,"channel":"cash"})",
                      {{"Idempotency-Key", "foreign-1"}}};
    EXPECT_EQ(refused(manager_, payment, Status::not_found), "not_found");
  }
  Ask const wish{Method::post, of("meters", site_.foreign_meter, "/supply"),
                 R"({"wanted":"off","reason":"x"})"};
  EXPECT_EQ(refused(manager_, wish, Status::not_found), "not_found");
  Ask const decision{Method::post, of("meters", site_.foreign_meter, "/readings/decision"),
                     R"({"taken_at":"2026-01-01T00:00:00Z","decision":"discard","note":"x"})"};
  EXPECT_EQ(refused(manager_, decision, Status::not_found), "not_found");
  EXPECT_EQ(refused(manager_, {Method::post, of("meters", site_.foreign_meter, "/read")},
                    Status::not_found),
            "not_found");
  auto const stranger = site_.sign_in("stranger", "stranger's secret").value();
  Ask const reversal{Method::post, of("top-ups", site_.reversed_top_up, "/reversal"),
                     R"({"reason":"x"})"};
  EXPECT_EQ(refused(stranger, reversal, Status::not_found), "not_found");
  EXPECT_EQ(refused(stranger, {Method::post, "/api/v1/alarms/1/acknowledge"}, Status::not_found),
            "not_found");
}

TEST_F(ApiTest, ATenantSeesNoChargeOfSomebodyElse) {
  auto const others = get(of("accounts", site_.other_account, "/charges"));
  auto const charge = ChargeId{others.at("items").back().at("id")};
  EXPECT_EQ(refused(tenant_, {Method::get, of("me/charges", charge)}, Status::not_found),
            "not_found");
}

}  // namespace
}  // namespace e2ms::http
