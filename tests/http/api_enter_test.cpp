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

TEST_F(EnterTest, ShowsWhereAReadingComesFromAndWhoTookItBack) {
  auto body = entry(last().at("energy_wh").get<std::int64_t>() + 20);
  body["source"] = "estimated";
  done("/readings/entered", body);
  auto row = get(path("/readings?limit=1")).at("items").at(0);
  EXPECT_EQ(row.at("taken_at"), body.at("taken_at"));
  EXPECT_EQ(row.at("source"), "estimated");
  EXPECT_EQ(row.at("voided"), nullptr);
  done("/readings/void", {{"taken_at", body.at("taken_at")}, {"note", "抄错了"}});
  auto const rows = get(path("/readings?limit=2")).at("items");
  EXPECT_EQ(rows.at(0).at("voided").at("note"), "抄错了");
  EXPECT_EQ(rows.at(0).at("voided").at("actor"), "manager");
  EXPECT_EQ(rows.at(1).at("source"), "poll");
}

TEST_F(EnterTest, TakesRatesThatAddUpToTheTotal) {
  auto const total = last().at("energy_wh").get<std::int64_t>() + 20;
  auto body = entry(total);
  body["rates_wh"] = {total - 1000, nullptr, 700};
  EXPECT_EQ(refused(manager_, order("/readings/entered", body), Status::unprocessable),
            "invalid_input");
  body["rates_wh"] = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(refused(manager_, order("/readings/entered", body), Status::unprocessable),
            "invalid_input");
  body["rates_wh"] = {"1"};
  auto const response = site_.send(manager_, order("/readings/entered", body));
  EXPECT_EQ(json::parse(response.body).at("problems").at(0).at("path"), "rates_wh[0]");
  body["rates_wh"] = {total - 1000, nullptr, 1000};
  auto const rates = done("/readings/entered", body).at("last_reading").at("rates");
  EXPECT_EQ(rates.size(), 2U);
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
