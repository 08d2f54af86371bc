#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

/// Demand and power factor: what no reading tells.
class FiguresTest : public ApiTest {
 protected:
  FiguresTest()
      : ApiTest(R"({
          "energy": {"type": "flat", "price": "0.5"},
          "demand": {"per_kw_month": "40"},
          "pf": {"standard": "0.90"}})") {}

  std::string path() { return of("accounts", site_.account, "/figures"); }
  Ask order(json const& body) { return {Method::post, path(), body.dump()}; }
  json entered(json const& body, Status status) {
    auto const response = site_.send(manager_, order(body));
    EXPECT_EQ(response.status, status) << response.body;
    return checked(route(Method::post, path()), response);
  }
  std::string wrong(json const& body) {
    auto const response = site_.send(manager_, order(body));
    EXPECT_EQ(response.status, Status::unprocessable) << response.body;
    return checked(route(Method::post, path()), response).at("problems").at(0).at("path");
  }

  void go_to_december(int day) {
    site_.clock.advance(days(9 + day));
    site_.send({Method::get, "/api/v1/home"});  // lets the clock's turn happen
    manager_ = site_.sign_in("manager", "correct horse").value();
    tenant_ = site_.sign_in_room("1-101", "482913").value();
  }

  json const november_{{"month", "2026-11"}, {"demand_kw", "10.5"},        {"kvarh", "0.125"},
                       {"kwh", ""},          {"source", "电网 11 月账单"}, {"note", "户号 33"}};
};

TEST_F(FiguresTest, StandOnTheBillWithWhoEnteredThem) {
  auto const first = entered(november_, Status::created);
  EXPECT_EQ(first.at("demand_kw"), "10.5");
  EXPECT_EQ(first.at("kvarh"), "0.125");
  EXPECT_TRUE(first.at("kwh").is_null());
  EXPECT_EQ(entered(november_, Status::ok), first);
  auto other = november_;
  other["demand_kw"] = "30842.066223";
  auto const second = entered(other, Status::created);
  EXPECT_EQ(get(path()).at("items"), (json{second, first}));
  EXPECT_EQ(get(path() + "?limit=1").at("items"), json::array({second}));
  auto const bill = get(of("accounts", site_.account, "/bills/2026-11"));
  EXPECT_EQ(bill.at("figures"), (json{second, first}));
  EXPECT_EQ(first.at("entered_by"), "manager");
  auto const mine = get("/api/v1/me/bills/2026-11").at("figures").at(0);
  EXPECT_EQ(mine.at("demand_kw"), "30842.066223");
  EXPECT_TRUE(mine.at("entered_by").is_null());
  EXPECT_EQ(mine.at("note"), "");
}

TEST_F(FiguresTest, ThatAreMissingAreNamedUntilTheyAreEntered) {
  auto const november = [this] {
    return get(of("accounts", site_.account, "/bills")).at("items").at(1);
  };
  go_to_december(3);
  site_.settle();
  EXPECT_EQ(november().at("state"), "open");
  EXPECT_EQ(november().at("missing_figures"), (json{"demand_kw", "kvarh"}));
  auto const alarms = get("/api/v1/alarms?state=open").at("items");
  bool found = false;
  for (auto const& alarm : alarms) found = found || alarm.at("kind") == "figures_missing";
  EXPECT_TRUE(found);
  entered(november_, Status::created);
  EXPECT_EQ(november().at("missing_figures"), json::array());
  site_.settle();
  EXPECT_EQ(november().at("state"), "closed");
  EXPECT_EQ(get("/api/v1/me/bills").at("items").at(1), november());
}

TEST_F(FiguresTest, AreRefusedByTheirFields) {
  auto const but = [this](char const* name, json value) {
    auto body = november_;
    body[name] = std::move(value);
    return body;
  };
  EXPECT_EQ(wrong(but("demand_kw", "10.1234567")), "demand_kw");
  EXPECT_EQ(wrong(but("demand_kw", "-1")), "demand_kw");
  EXPECT_EQ(wrong(but("demand_kw", "a lot")), "demand_kw");
  EXPECT_EQ(wrong(but("demand_kw", "99999999999")), "demand_kw");
  EXPECT_EQ(wrong(but("kvarh", "1.2345")), "kvarh");
  EXPECT_EQ(wrong(but("month", "2026-10-01")), "month");
  EXPECT_EQ(wrong(but("month", "2031-01")), "month");
  EXPECT_EQ(wrong(but("source", "")), "source");
  EXPECT_EQ(wrong({{"month", "2026-11"}, {"source", "x"}}), "demand_kw");
  entered(november_, Status::created);
  EXPECT_EQ(refused(manager_, order(but("kvarh", "")), Status::conflict), "figure_withdrawn");
  EXPECT_EQ(refused(tenant_, order(november_), Status::forbidden), "not_allowed");
}

}  // namespace
}  // namespace e2ms::http
