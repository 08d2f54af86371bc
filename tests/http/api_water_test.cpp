#include "api_fixture.hpp"

// Water beside electricity in room 1-101: 2.5 m³ at 3 yuan and 1 of sewage.

namespace e2ms::http {
namespace {

using nlohmann::json;

class ApiWater : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    water_ = site_.add_water();
    // Who signs in afterwards sees both.
    tenant_ = site_.sign_in_room("1-101", "482913").value();
  }
  json of_list(std::string const& target, std::int64_t id) {
    auto const list = get(target);
    for (auto const& one : list.at("items"))
      if (one.at("id") == id) return one;
    return nullptr;
  }

  ApiSite::Water water_;
};

TEST_F(ApiWater, IsAnAccountOfItsOwnWithItsUnit) {
  auto const account = get(of("accounts", water_.account));
  EXPECT_EQ(account.at("medium"), "water");
  EXPECT_EQ(account.at("unit"), "m3");
  EXPECT_EQ(account.at("balance_fen"), 1000);
  ASSERT_EQ(account.at("meters").size(), 1U);
  EXPECT_EQ(account.at("meters").at(0).at("id"), water_.meter.value);
  auto const beside = get(of("accounts", site_.account));
  EXPECT_EQ(beside.at("medium"), "electricity");
  EXPECT_EQ(beside.at("unit"), "kWh");
  ASSERT_EQ(beside.at("meters").size(), 1U);
  EXPECT_EQ(beside.at("meters").at(0).at("id"), site_.meter.value);
  EXPECT_EQ(of_list("/api/v1/accounts", water_.account.value).at("medium"), "water");
}

TEST_F(ApiWater, HasItsMeterAndItsTariff) {
  auto const meter = get(of("meters", water_.meter));
  EXPECT_EQ(meter.at("medium"), "water");
  EXPECT_EQ(meter.at("model").at("protocol"), "cjt188");
  EXPECT_EQ(meter.at("account_id"), water_.account.value);
  EXPECT_EQ(meter.at("last_reading").at("register"), "9.50");
  EXPECT_EQ(of_list("/api/v1/meters", water_.meter.value).at("unit"), "m3");
  EXPECT_EQ(get(of("tariffs", water_.tariff)).at("medium"), "water");
}

TEST_F(ApiWater, IsNoPartOfTheDaysElectricity) {
  auto const home = get("/api/v1/home");
  site_.read_now(water_.meter, 12'500);
  auto const later = get("/api/v1/home");
  EXPECT_EQ(later.at("energy_today_wh"), home.at("energy_today_wh"));
  EXPECT_EQ(later.at("charged_today_fen"), home.at("charged_today_fen"));
}

TEST_F(ApiWater, StandsBesideTheElectricityOfItsRoom) {
  json room;
  auto const rooms = get("/api/v1/rooms");
  for (auto const& one : rooms.at("items"))
    if (one.at("name") == "1-101") room = one;
  EXPECT_EQ(room.at("medium"), "electricity");
  EXPECT_EQ(room.at("account_id"), site_.account.value);
  EXPECT_EQ(room.at("water").at("account_id"), water_.account.value);
  EXPECT_EQ(room.at("water").at("balance_fen"), 1000);
}

TEST_F(ApiWater, HasBillsOfItsOwn) {
  site_.settle();
  auto const bills = get(of("accounts", water_.account, "/bills"));
  auto const id = bills.at("items").at(0).at("id").get<std::string>();
  auto const bill = get(of("accounts", water_.account, "/bills/" + id));
  EXPECT_EQ(bill.at("medium"), "water");
  EXPECT_EQ(bill.at("total_fen"), 1000);
  EXPECT_EQ(bill.at("lines").at(0).at("quantity"), "2.5");
  auto const charges = get(of("accounts", water_.account, "/charges"));
  auto const charge = charges.at("items").at(0).at("id").get<std::int64_t>();
  EXPECT_EQ(get("/api/v1/charges/" + std::to_string(charge)).at("unit"), "m3");
  auto const ledger = get(of("accounts", water_.account, "/ledger"));
  bool sold = false;
  for (auto const& leg : ledger.at("items").at(0).at("legs"))
    sold = sold || (leg.at("book") == "water" && leg.at("amount_fen") == 1000);
  EXPECT_TRUE(sold);
}

TEST_F(ApiWater, IsTheTenantsByTheSameSignIn) {
  auto const mine = get("/api/v1/me");
  EXPECT_EQ(mine.at("account_id"), site_.account.value);
  EXPECT_EQ(mine.at("medium"), "electricity");
  EXPECT_TRUE(mine.at("water_beside"));
  auto const water = get("/api/v1/me?medium=water");
  EXPECT_EQ(water.at("account_id"), water_.account.value);
  EXPECT_EQ(water.at("unit"), "m3");
  EXPECT_EQ(water.at("balance_fen"), 1000);
  EXPECT_FALSE(water.at("water_beside"));
  EXPECT_EQ(water.at("power").at("relay"), "none");
  int litres = 0;
  auto const usage = get("/api/v1/me/usage?medium=water");
  for (auto const& day : usage.at("items")) litres += day.at("energy_wh").get<int>();
  EXPECT_EQ(litres, 2500);
  EXPECT_EQ(get("/api/v1/me/top-ups?medium=water").at("items").size(), 1U);
}

TEST_F(ApiWater, IsNobodysElse) {
  auto const neighbour = site_.sign_in_room("1-102", "482913").value();
  for (auto const* const target : {"/api/v1/me?medium=water", "/api/v1/me/bills?medium=water",
                                   "/api/v1/me/charges?medium=water",
                                   "/api/v1/me/subsidies?medium=water", "/api/v1/me?medium=gas"})
    EXPECT_EQ(refused(neighbour, {Method::get, target}, Status::not_found), "not_found");
}

TEST_F(ApiWater, TakesNoTermsOfElectricity) {
  json const order{{"name", "水"},
                   {"valid_from", "2030-01-01T00:00:00Z"},
                   {"terms", {{"energy", {{"type", "flat"}, {"price", "1"}}}}}};
  auto const response = site_.send(manager_, {Method::post, "/api/v1/tariffs", order.dump()});
  EXPECT_EQ(response.status, Status::unprocessable);
  EXPECT_EQ(json::parse(response.body).at("problems").at(0).at("path"), "terms.medium");
  json const trial{{"month", "2026-03"}, {"terms", order.at("terms")}};
  EXPECT_EQ(
      site_.send(manager_, {Method::post, of("tariffs", water_.tariff, "/dry-run"), trial.dump()})
          .status,
      Status::unprocessable);
}

}  // namespace
}  // namespace e2ms::http
