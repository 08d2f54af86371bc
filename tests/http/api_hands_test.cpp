#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

/// Tenants who come and go.
class HandsTest : public ApiTest {
 protected:
  json answered(std::string const& target, json const& body, Status status) {
    Ask const ask{Method::post, target, body.dump()};
    auto const response = site_.send(manager_, ask);
    EXPECT_EQ(response.status, status) << response.body;
    return checked(route(ask.method, ask.target), response);
  }
  std::string account(std::string const& what) { return of("accounts", site_.account, what); }
  json leaving(std::int64_t more_wh) {
    auto const wh =
        get(of("meters", site_.meter)).at("last_reading").at("energy_wh").get<std::int64_t>() +
        more_wh;
    auto const rest = std::to_string(1000 + wh % 1000).substr(1);
    return {
        {"at", to_iso(site_.clock.now())},
        {"readings",
         {{{"meter", site_.meter.value}, {"total_kwh", std::to_string(wh / 1000) + "." + rest}}}},
        {"note", "退租"}};
  }
  json coming(json order) {
    order["tenant"] = "马超";
    order["pin"] = "135790";
    order["credit_limit_fen"] = 1000;
    return order;
  }
  std::string kind_of(json const& id) {
    return get(of("accounts", AccountId{id.get<std::int64_t>()})).at("kind");
  }
  std::size_t count(std::string const& show) {
    return get("/api/v1/accounts?show=" + show).at("total").get<std::size_t>();
  }
};

TEST_F(HandsTest, ATenantMovesOutAndTheNextOneMovesIn) {
  auto order = leaving(10);
  order["rehearsal"] = true;
  auto const before = get(account(""));
  auto const rehearsed = answered(account("/move-out"), order, Status::ok);
  EXPECT_EQ(rehearsed.at("account_id"), nullptr);
  EXPECT_EQ(get(account("")), before);

  order.erase("rehearsal");
  auto const done = answered(account("/move-out"), order, Status::created);
  EXPECT_EQ(done.at("balance_fen"), rehearsed.at("balance_fen"));
  EXPECT_EQ(answered(account("/move-out"), order, Status::ok), done);
  EXPECT_EQ(kind_of(done.at("account_id")), "landlord");
  auto const closed = get(account(""));
  EXPECT_EQ(closed.at("closed_at"), order.at("at"));
  EXPECT_EQ(closed.at("state"), "closed");
  EXPECT_EQ(closed.at("balance_fen"), done.at("balance_fen"));
  EXPECT_EQ(closed.at("meters"), json::array());
  EXPECT_EQ(get(account("/bills")).at("items").at(0).at("state"), "closed");
  get(account("/ledger"));

  // His session is over, and his PIN opens nothing.
  EXPECT_EQ(site_.send(tenant_, {Method::get, "/api/v1/me"}).status, Status::unauthorized);
  EXPECT_FALSE(site_.sign_in_room("1-101", "482913"));

  // A neighbour who has no water does not find those who left in its place.
  auto const neighbour = site_.sign_in_room("1-102", "482913").value();
  for (auto const* const target : {"/api/v1/me?medium=water", "/api/v1/me/usage?medium=water"})
    EXPECT_EQ(refused(neighbour, {Method::get, target}, Status::not_found), "not_found");
  EXPECT_EQ(count("open"), 1U);
  EXPECT_EQ(count("vacant"), 1U);
  EXPECT_EQ(count("closed"), 1U);
  auto const room = get("/api/v1/rooms").at("items").at(0);
  EXPECT_EQ(room.at("state"), "vacant");
  EXPECT_EQ(room.at("tenant"), nullptr);

  site_.clock.advance(minutes(5));
  manager_ = site_.sign_in("manager", "correct horse").value();
  auto const move_in =
      "/api/v1/rooms/" + std::to_string(room.at("id").get<std::int64_t>()) + "/move-in";
  auto const came = answered(move_in, coming(leaving(0)), Status::created);
  EXPECT_EQ(kind_of(came.at("account_id")), "tenant");
  EXPECT_EQ(count("vacant"), 0U);
  tenant_ = site_.sign_in_room("1-101", "135790").value();
  EXPECT_EQ(get("/api/v1/me").at("account_id"), came.at("account_id"));
  EXPECT_EQ(get("/api/v1/me/charges").at("items"), json::array());
  EXPECT_EQ(get("/api/v1/me/top-ups").at("items"), json::array());
  EXPECT_EQ(get("/api/v1/me/usage").at("items").size(), 1U);
  get("/api/v1/me/bills");
}

TEST_F(HandsTest, ATransferNeedsOneReadingOfEachMeter) {
  auto order = coming(leaving(10));
  order["readings"] = json::array();
  Ask ask{Method::post, account("/transfer"), order.dump()};
  EXPECT_EQ(refused(manager_, ask, Status::conflict), "reading_missing");
  order = coming(leaving(-100'000));
  ask.body = order.dump();
  EXPECT_EQ(refused(manager_, ask, Status::conflict), "does_not_fit");
  order = coming(leaving(10));
  order["pin"] = "12";
  ask.body = order.dump();
  EXPECT_EQ(refused(manager_, ask, Status::unprocessable), "invalid_input");
  order = coming(leaving(10));
  order["tariff"] = 99;
  ask.body = order.dump();
  EXPECT_EQ(refused(manager_, ask, Status::unprocessable), "invalid_input");
  answered(account("/transfer"), coming(leaving(10)), Status::created);
  ask.body = leaving(20).dump();
  ask.target = account("/move-out");
  EXPECT_EQ(refused(manager_, ask, Status::conflict), "account_closed");
}

TEST_F(HandsTest, AnotherProjectsAccountIsUnknown) {
  Ask const ask{Method::post, of("accounts", site_.foreign_account, "/move-out"),
                leaving(10).dump()};
  EXPECT_EQ(refused(manager_, ask, Status::not_found), "not_found");
  Ask const room{Method::post, "/api/v1/rooms/1/move-in", coming(leaving(10)).dump()};
  EXPECT_EQ(refused(manager_, room, Status::conflict), "not_vacant");
}

}  // namespace
}  // namespace e2ms::http
