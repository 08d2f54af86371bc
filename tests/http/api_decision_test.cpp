#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

/// The house's meter 1 was accepted at some 1009 kWh and went down to zero a minute ago.
class DecisionTest : public ApiTest {
 protected:
  std::string target() { return of("meters", site_.meter, "/readings/decision"); }
  json newest() { return get(of("meters", site_.meter, "/readings")).at("items").at(0); }
  Ask order(std::string const& taken_at, std::string const& decision,
            std::string const& note = "看过表") {
    json const body{{"taken_at", taken_at}, {"decision", decision}, {"note", note}};
    return {Method::post, target(), body.dump()};
  }
  json decide(std::string const& taken_at, std::string const& decision) {
    auto const response = site_.send(manager_, order(taken_at, decision));
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, target()), response);
  }
};

TEST_F(DecisionTest, BeginsAnewAndShowsWhoDecided) {
  auto const doubt = newest();
  EXPECT_EQ(doubt.at("reason"), "went_down");
  EXPECT_EQ(doubt.at("decision"), nullptr);
  auto const at = doubt.at("taken_at").get<std::string>();
  auto const running = get(of("accounts", site_.account)).at("running_fen");
  auto const meter = decide(at, "rebase");
  EXPECT_EQ(meter.at("last_reading").at("taken_at"), at);
  EXPECT_EQ(meter.at("last_reading").at("register"), "0.00");
  EXPECT_EQ(decide(at, "rebase"), meter);
  auto const decided = newest();
  EXPECT_EQ(decided.at("verdict"), "quarantined");
  EXPECT_EQ(decided.at("decision").at("kind"), "rebase");
  EXPECT_EQ(decided.at("decision").at("note"), "看过表");
  EXPECT_EQ(decided.at("decision").at("actor"), "manager");
  EXPECT_EQ(get(of("accounts", site_.account)).at("running_fen"), running);
  EXPECT_TRUE(get("/api/v1/alarms?state=open").at("items").empty());
  EXPECT_EQ(refused(manager_, order(at, "discard"), Status::conflict), "decided_otherwise");
}

TEST_F(DecisionTest, DiscardsAndKeepsTheBaseline) {
  auto const before = get(of("meters", site_.meter)).at("last_reading");
  auto const at = newest().at("taken_at").get<std::string>();
  EXPECT_EQ(decide(at, "discard").at("last_reading"), before);
  EXPECT_EQ(newest().at("decision").at("kind"), "discard");
}

TEST_F(DecisionTest, AcceptsWhatIsAboveTheBaseline) {
  auto const below = newest().at("taken_at").get<std::string>();
  EXPECT_EQ(refused(manager_, order(below, "accept"), Status::conflict), "below_baseline");
  site_.read_now(site_.meter, 3'000'000);
  EXPECT_EQ(refused(manager_, order(below, "rebase"), Status::conflict), "reading_outdated");
  auto const jump = newest();
  EXPECT_EQ(jump.at("reason"), "jumped");
  auto const before = get(of("accounts", site_.account)).at("running_fen").get<std::int64_t>();
  auto const last = get(of("meters", site_.meter)).at("last_reading").at("energy_wh");
  decide(jump.at("taken_at").get<std::string>(), "accept");
  // 0.60 yuan/kWh; the line is rounded as a whole.
  auto const due = (3'000'000 - last.get<std::int64_t>()) * 60 / 1000;
  auto const after = get(of("accounts", site_.account)).at("running_fen").get<std::int64_t>();
  EXPECT_NEAR(static_cast<double>(after - before), static_cast<double>(due), 1.0);
}

TEST_F(DecisionTest, DiscardsAloneWhatNoRegisterReads) {
  site_.read_now(site_.no_relay, 2'000'000'000'000);
  auto const target = of("meters", site_.no_relay, "/readings");
  auto const at = get(target).at("items").at(0).at("taken_at").get<std::string>();
  auto const body = [&](std::string const& decision) {
    return json{{"taken_at", at}, {"decision", decision}, {"note", "x"}}.dump();
  };
  Ask const rebase{Method::post, target + "/decision", body("rebase")};
  EXPECT_EQ(refused(manager_, rebase, Status::conflict), "no_position");
  Ask const discard{Method::post, target + "/decision", body("discard")};
  EXPECT_EQ(site_.send(manager_, discard).status, Status::ok);
}

TEST_F(DecisionTest, WantsAReadingADecisionAndANote) {
  auto const at = newest().at("taken_at").get<std::string>();
  EXPECT_EQ(refused(manager_, order("2020-01-01T00:00:00Z", "discard"), Status::conflict),
            "reading_outdated");
  for (auto const& wrong : {order("yesterday", "discard"), order(at, "maybe"),
                            order(at, "discard", ""), order(at, "discard", std::string(501, 'x'))})
    EXPECT_EQ(refused(manager_, wrong, Status::unprocessable), "invalid_input") << wrong.body;
  Ask const unknown{Method::post, "/api/v1/meters/9999/readings/decision",
                    order(at, "discard").body};
  EXPECT_EQ(refused(manager_, unknown, Status::not_found), "not_found");
  EXPECT_EQ(refused(tenant_, order(at, "discard"), Status::forbidden), "not_allowed");
}

}  // namespace
}  // namespace e2ms::http
