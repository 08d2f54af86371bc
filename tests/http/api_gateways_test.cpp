#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

/// Two gateways have called that no line knows; the house itself has one, DTU-1.
class GatewaysTest : public ApiTest {
 protected:
  json strangers(std::string const& more = "") {
    return get("/api/v1/strangers" + more).at("items");
  }
  std::string target(json const& stranger, std::string const& what) {
    return "/api/v1/strangers/" + stranger.at("id").dump() + "/" + what;
  }
  Ask adoption(json const& stranger, std::string const& name) {
    json const body{{"name", name}, {"framing", "transparent"}, {"heartbeat", "hex:7e00"}};
    return {Method::post, target(stranger, "adopt"), body.dump()};
  }
  json done(Ask const& ask) {
    auto const response = site_.send(manager_, ask);
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, ask.target), response);
  }
};

TEST_F(GatewaysTest, ShowsTheLinesOfEachGateway) {
  auto const gateways = get("/api/v1/gateways").at("items");
  ASSERT_EQ(gateways.size(), 1U) << "the other project's is nobody's business here";
  EXPECT_EQ(gateways[0].at("name"), "DTU-1");
  auto const& line = gateways[0].at("lines").at(0);
  EXPECT_EQ(line.at("kind"), "dial_in");
  EXPECT_EQ(line.at("connected"), true);
  EXPECT_EQ(line.at("peer"), "192.0.2.7:4001");
  EXPECT_EQ(line.at("meters"), 3);
  auto const& figures = line.at("figures");
  EXPECT_EQ(figures.at("success_permille"), 991) << "238 of 240, rounded down";
  EXPECT_EQ(figures.at("round_trip_ms"), 412);
  EXPECT_EQ(figures.at("meters_silent"), 1);
}

TEST_F(GatewaysTest, ShowsALineWithItsGatewayAndItsMeters) {
  auto const page = get(of("lines", site_.main_line));
  EXPECT_EQ(page.at("line").at("name"), "DTU-1");
  EXPECT_EQ(page.at("gateway").at("name"), "DTU-1");
  ASSERT_EQ(page.at("meters").size(), 3U);
  auto const& first = page.at("meters")[0];
  EXPECT_EQ(first.at("id"), site_.meter.value);
  EXPECT_EQ(first.at("online"), true);
  EXPECT_EQ(first.at("room").at("name"), "1-101");
  EXPECT_EQ(page.at("meters")[2].at("online"), false) << "never heard";
}

TEST_F(GatewaysTest, ListsWhoCallsAndIsNotKnownTheLatestFirst) {
  auto const all = strangers();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].at("registration"), "866000000000002");
  EXPECT_EQ(all[0].at("calls"), 3);
  EXPECT_EQ(all[1].at("registration"), "866000000000001");
}

TEST_F(GatewaysTest, AdoptingMakesAGatewayWithALineOfThatRegistration) {
  auto const gateway = done(adoption(strangers()[0], "DTU-2"));
  EXPECT_EQ(gateway.at("name"), "DTU-2");
  EXPECT_EQ(gateway.at("lines").at(0).at("registration"), "866000000000002");
  EXPECT_EQ(gateway.at("lines").at(0).at("since"), nullptr);
  EXPECT_EQ(gateway.at("lines").at(0).at("figures"), nullptr);
  EXPECT_EQ(get("/api/v1/gateways").at("items").size(), 2U);
  EXPECT_EQ(strangers().size(), 1U);
}

TEST_F(GatewaysTest, ANameIsGivenOnceAndAStrangerAdoptedOnce) {
  auto const stranger = strangers()[0];
  EXPECT_EQ(refused(manager_, adoption(stranger, "DTU-1"), Status::conflict), "name_taken");
  done(adoption(stranger, "DTU-2"));
  EXPECT_EQ(refused(manager_, adoption(stranger, "DTU-3"), Status::not_found), "not_found");
}

TEST_F(GatewaysTest, WantsANameAndAHeartbeatThatCanBeMeant) {
  auto const at = target(strangers()[0], "adopt");
  for (auto const& body :
       {R"({"name":"","framing":"transparent"})", R"({"name":"x","framing":"modbus_rtu"})",
        R"({"name":"x","framing":"transparent","heartbeat":"hex:7"})",
        R"({"name":"x","framing":"transparent","answer_ms":5})"})
    EXPECT_EQ(refused(manager_, {Method::post, at, body}, Status::unprocessable), "invalid_input")
        << body;
}

TEST_F(GatewaysTest, ADismissedStrangerIsOutOfTheListAndMayStillBeAdopted) {
  Ask const dismissal{Method::post, target(strangers()[0], "dismiss")};
  EXPECT_EQ(done(dismissal).at("dismissed"), true);
  EXPECT_EQ(done(dismissal).at("dismissed"), true);
  EXPECT_EQ(strangers().size(), 1U);
  auto const dismissed = strangers("?dismissed=true");
  ASSERT_EQ(dismissed.size(), 1U);
  done(adoption(dismissed[0], "DTU-2"));
  EXPECT_TRUE(strangers("?dismissed=true").empty());
}

TEST_F(GatewaysTest, KnowsNoStrangerThatNeverCalled) {
  Ask const dismissal{Method::post, "/api/v1/strangers/9999/dismiss"};
  EXPECT_EQ(refused(manager_, dismissal, Status::not_found), "not_found");
  EXPECT_EQ(refused(manager_, adoption({{"id", 9999}}, "DTU-9"), Status::not_found), "not_found");
}

}  // namespace
}  // namespace e2ms::http
