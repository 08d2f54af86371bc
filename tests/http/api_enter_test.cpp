#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

class EnterTest : public ApiTest {
 protected:
  std::string path(char const* what) { return of("meters", site_.no_relay, what); }
  json last() { return get(of("meters", site_.no_relay)).at("last_reading"); }
  Ask order(char const* what, json const& body) { return {Method::post, path(what), body.dump()}; }
  json done(char const* what, json const& body) {
    auto const response = site_.send(manager_, order(what, body));
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, path(what)), response);
  }
  json entry(std::int64_t register_wh) {
    return {{"taken_at", to_iso(site_.clock.now())},
            {"register_wh", register_wh},
            {"source", "typed_in"},
            {"note", "现场抄表"}};
  }
};

TEST_F(EnterTest, CountsAndIsTakenBack) {
  auto const before = last();
  auto const body = entry(before.at("energy_wh").get<std::int64_t>() + 20);
  EXPECT_EQ(done("/readings/entered", body).at("last_reading").at("taken_at"), body.at("taken_at"));
  EXPECT_EQ(done("/readings/entered", body).at("last_reading").at("taken_at"), body.at("taken_at"));
  json const taken_back{{"taken_at", body.at("taken_at")}, {"note", "抄错了"}};
  EXPECT_EQ(done("/readings/void", taken_back).at("last_reading").at("energy_wh"),
            before.at("energy_wh"));
  done("/readings/void", taken_back);
}

TEST_F(EnterTest, RefusesWhatCannotBe) {
  auto const low = entry(1);
  EXPECT_EQ(refused(manager_, order("/readings/entered", low), Status::conflict), "does_not_fit");
  auto late = low;
  late["taken_at"] = "2199-01-01T00:00:00.000Z";
  EXPECT_EQ(refused(manager_, order("/readings/entered", late), Status::unprocessable),
            "invalid_input");
  auto wordless = low;
  wordless["note"] = "";
  EXPECT_EQ(refused(manager_, order("/readings/entered", wordless), Status::unprocessable),
            "invalid_input");
  json const nothing{{"taken_at", "2020-01-01T00:00:00.000Z"}, {"note", "x"}};
  EXPECT_EQ(refused(manager_, order("/readings/void", nothing), Status::conflict),
            "reading_unknown");
  EXPECT_EQ(refused(tenant_, order("/readings/entered", low), Status::forbidden), "not_allowed");
}

}  // namespace
}  // namespace e2ms::http
