#include <algorithm>
#include <set>

#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;

TEST_F(ApiTest, CreditsATopUpOncePerKey) {
  auto const& posting = route(Method::post, "/api/v1/accounts/1/top-ups");
  std::string const body = R"({"amount_fen":10000,"channel":"cash","note":"三月"})";
  auto const first = pay("key-number-1", body);
  EXPECT_EQ(first.status, Status::created);
  auto const receipt = checked(posting, first);
  EXPECT_EQ(receipt.at("received_by"), "manager");
  EXPECT_EQ(receipt.at("note"), "三月");
  EXPECT_EQ(receipt.at("balance_after_fen").get<std::int64_t>(),
            receipt.at("balance_before_fen").get<std::int64_t>() + 10000);
  auto const again = pay("key-number-1", body);
  EXPECT_EQ(again.status, Status::ok);
  EXPECT_EQ(checked(posting, again), receipt);
  auto const other = pay("key-number-1", R"({"amount_fen":10001,"channel":"cash"})");
  EXPECT_EQ(checked(posting, other).at("code"), "idempotency_key_reused");
  auto const account = get(of("accounts", site_.account));
  EXPECT_EQ(account.at("top_ups_fen"), 15000);
}

TEST_F(ApiTest, RefusesAmountsThatNobodyPays) {
  auto const& posting = route(Method::post, "/api/v1/accounts/1/top-ups");
  for (auto const* const amount : {"0", "-1", "1e30", "0.5", "10000001", "\"100\"", "null"}) {
    auto const response =
        pay("key-number-2", "{\"amount_fen\":" + std::string(amount) + ",\"channel\":\"cash\"}");
    EXPECT_EQ(response.status, Status::unprocessable) << amount;
    auto const problem = checked(posting, response);
    EXPECT_THAT(problem.at("problems"),
                ElementsAre(json{{"path", "amount_fen"},
                                 {"text", "must be an integer from 1 to 10000000"}}));
  }
  auto const keyless = pay("short", R"({"amount_fen":1,"channel":"cash"})");
  EXPECT_EQ(checked(posting, keyless).at("problems").at(0).at("path"), "header.Idempotency-Key");
  EXPECT_EQ(get(of("accounts", site_.account)).at("top_ups_fen"), 5000);
}

TEST_F(ApiTest, ReversesATopUpOnce) {
  Ask const reversal{Method::post, of("top-ups", site_.reversed_top_up, "/reversal"),
                     R"({"reason":"again"})"};
  EXPECT_EQ(refused(manager_, reversal, Status::conflict), "already_reversed");
  auto const paid = json::parse(pay("key-number-3", R"({"amount_fen":700,"channel":"cash"})").body);
  auto const id = TopUpId{paid.at("id")};
  auto const& reversing = route(Method::post, "/api/v1/top-ups/1/reversal");
  auto const done =
      checked(reversing, site_.send(manager_, {Method::post, of("top-ups", id, "/reversal"),
                                               R"({"reason":"房号输错"})"}));
  EXPECT_EQ(done.at("reversal").at("reason"), "房号输错");
  EXPECT_EQ(get(of("accounts", site_.account)).at("top_ups_fen"), 5000);
}

TEST_F(ApiTest, ATenantLearnsNothingOfTheStaff) {
  auto const staff = get(of("accounts", site_.account, "/top-ups")).at("items");
  auto const mine = get("/api/v1/me/top-ups").at("items");
  ASSERT_EQ(mine.size(), staff.size());
  ASSERT_EQ(staff.front().at("reversal").at("reason"), "房号输错");
  for (auto const& one : mine) {
    EXPECT_EQ(one.at("received_by"), nullptr);
    EXPECT_EQ(one.at("note"), "");
  }
  EXPECT_EQ(mine.front().at("reversal").at("reversed_by"), nullptr);
  EXPECT_EQ(mine.front().at("reversal").at("reason"), nullptr);
}

TEST_F(ApiTest, SwitchesAMeterAndHandsItBack) {
  auto const& switching = route(Method::post, "/api/v1/meters/1/supply");
  auto const target = of("meters", site_.meter, "/supply");
  auto const off = checked(
      switching,
      site_.send(manager_, {Method::post, target, R"({"wanted":"off","reason":"电工更换插座"})"}));
  EXPECT_EQ(off.at("supply").at("mode"), "off");
  EXPECT_EQ(off.at("supply").at("wanted"), "off");
  EXPECT_EQ(off.at("supply").at("order_state"), "pending");
  EXPECT_EQ(off.at("supply").at("reason").at("note"), "电工更换插座");
  auto const mine = get("/api/v1/me").at("power");
  EXPECT_EQ(mine.at("next").at("code"), "turning_off");
  EXPECT_EQ(mine.at("reason").at("note"), nullptr);
  auto const back =
      checked(switching,
              site_.send(manager_, {Method::post, target, R"({"wanted":"auto","reason":"ok"})"}));
  EXPECT_EQ(back.at("supply").at("mode"), "auto");
  Ask const none{Method::post, of("meters", site_.no_relay, "/supply"),
                 R"({"wanted":"off","reason":"x"})"};
  EXPECT_EQ(refused(manager_, none, Status::conflict), "no_relay");
}

TEST_F(ApiTest, AcknowledgesAnAlarmOnce) {
  auto const open = get("/api/v1/alarms?state=open").at("items");
  ASSERT_EQ(open.size(), 1u);
  EXPECT_EQ(open.at(0).at("kind"), "reading_quarantined");
  EXPECT_EQ(open.at(0).at("reading_reason"), "went_down");
  auto const target = of("alarms", AlarmId{open.at(0).at("id")}, "/acknowledge");
  auto const& acknowledging = route(Method::post, "/api/v1/alarms/1/acknowledge");
  auto const seen = checked(acknowledging, site_.send(manager_, {Method::post, target}));
  EXPECT_EQ(seen.at("state"), "acknowledged");
  EXPECT_EQ(seen.at("acknowledged_by"), "manager");
  EXPECT_EQ(checked(acknowledging, site_.send(manager_, {Method::post, target})), seen);
  EXPECT_THAT(get("/api/v1/alarms?state=open").at("items"), IsEmpty());
}

TEST_F(ApiTest, FollowsAChargeToItsReadings) {
  auto const charges = get(of("accounts", site_.account, "/charges")).at("items");
  EXPECT_EQ(charges.front().at("state"), "running");
  std::int64_t posted = 0;
  for (auto const& one : charges)
    if (one.at("state") == "posted") posted += one.at("amount_fen").get<std::int64_t>();
  auto const account = get(of("accounts", site_.account));
  EXPECT_EQ(account.at("posted_fen"), 5000 - posted);
  EXPECT_EQ(account.at("running_fen"), charges.front().at("amount_fen"));
  auto const explained = get(of("charges", ChargeId{charges.back().at("id")}));
  auto const& meter = explained.at("meters").at(0);
  EXPECT_EQ(meter.at("after").at("energy_wh").get<std::int64_t>() -
                meter.at("before").at("energy_wh").get<std::int64_t>(),
            explained.at("charge").at("energy_wh"));
  EXPECT_EQ(explained.at("line").at("rounded_after_fen").get<std::int64_t>() -
                explained.at("line").at("rounded_before_fen").get<std::int64_t>(),
            explained.at("charge").at("amount_fen"));
}

TEST_F(ApiTest, ExplainsEachOfTheChargesThatRun) {
  site_.clock.advance(days(9));
  site_.send({Method::get, "/api/v1/home"});  // lets the clock's turn happen
  manager_ = site_.sign_in("manager", "correct horse").value();
  // In nine days a cleared meter could have come that far.
  auto const doubt = get(of("meters", site_.meter, "/readings")).at("items").at(0);
  json const discard{
      {"taken_at", doubt.at("taken_at")}, {"decision", "discard"}, {"note", "通信干扰"}};
  site_.send(manager_,
             {Method::post, of("meters", site_.meter, "/readings/decision"), discard.dump()});
  site_.read_now(site_.meter, 1'054'321);  // in December: a part of it belongs to November
  auto const target = of("accounts", site_.account);
  std::set<json> bills;
  auto const charges = get(target + "/charges");
  for (auto const& charge : charges.at("items")) {
    if (charge.at("state") == "posted") {
      EXPECT_EQ(charge.at("key"), std::to_string(charge.at("id").get<std::int64_t>()));
      continue;
    }
    bills.insert(charge.at("bill"));
    auto const key = charge.at("key").get<std::string>();
    for (auto const& path : {target + "/running-charge", std::string("/api/v1/me/running-charge")})
      EXPECT_EQ(get(path + "?key=" + key).at("charge"), charge) << path;
  }
  EXPECT_THAT(bills, ElementsAre("2026-11", "2026-12"));
  auto const newest = get(target + "/running-charge");
  EXPECT_EQ(newest.at("charge").at("bill"), "2026-12");
  auto const& computed = newest.at("meters").at(0).at("before");
  EXPECT_EQ(computed.at("source"), "interpolated");
  EXPECT_THAT(computed.at("register").get<std::string>(), testing::MatchesRegex("[0-9]+\\.[0-9]+"));
  EXPECT_EQ(std::stod(computed.at("register").get<std::string>()) * 1000, computed.at("energy_wh"));
  EXPECT_EQ(refused(manager_, {Method::get, target + "/running-charge?key=1-1"}, Status::not_found),
            "not_found");
}

TEST_F(ApiTest, PagesThroughAListWithoutLossOrRepetition) {
  std::vector<std::string> seen;
  std::string cursor;
  do {
    auto target = of("meters", site_.meter, "/readings");
    if (!cursor.empty()) target += "?cursor=" + cursor;
    auto const page = get(target);
    for (auto const& one : page.at("items")) seen.push_back(one.at("taken_at"));
    cursor = page.at("next").is_null() ? "" : page.at("next").get<std::string>();
  } while (!cursor.empty());
  // A quarter of an hour for two days, one before them to open the meter, three of the last
  // minutes.
  EXPECT_EQ(static_cast<std::int64_t>(seen.size()), 1 + 2 * 24 * 4 + 3);
  EXPECT_TRUE(std::ranges::is_sorted(seen, std::greater{}));
  EXPECT_EQ(std::ranges::adjacent_find(seen), seen.end());
}

TEST_F(ApiTest, RefusesQueriesThatCannotBeMeant) {
  for (auto const* const query :
       {"limit=0", "limit=201", "limit=x", "cursor=-1", "cursor=abc", "sort=colour", "relay=open",
        "quarantined=1", "search=", "page=2"}) {
    auto const target = "/api/v1/meters?" + std::string(query);
    if (std::string_view{query} == "search=") continue;
    EXPECT_EQ(refused(manager_, {Method::get, target}, Status::unprocessable), "invalid_input")
        << query;
  }
  EXPECT_EQ(refused(manager_, {Method::get, of("meters", site_.meter, "/load?from=yesterday")},
                    Status::unprocessable),
            "invalid_input");
}

TEST_F(ApiTest, FindsAndSortsMeters) {
  auto const one = get("/api/v1/meters?search=晓梅");
  EXPECT_EQ(one.at("total"), 1);
  EXPECT_EQ(one.at("items").at(0).at("id"), site_.meter.value);
  auto const rooms = get("/api/v1/rooms").at("items");
  std::vector<std::string> names;
  for (auto const& room : rooms) names.push_back(room.at("name"));
  EXPECT_THAT(names, ElementsAre("1-101", "1-102", "1-110"));
  EXPECT_EQ(rooms.at(2).at("state"), "no_account");
  EXPECT_EQ(get("/api/v1/meters?relay=none").at("total"), 1);
}

TEST_F(ApiTest, SignsOutForGood) {
  auto const& leaving = route(Method::del, "/api/v1/session");
  auto const gone = site_.send(manager_, {Method::del, "/api/v1/session"});
  EXPECT_EQ(gone.status, Status::no_content);
  checked(leaving, gone);
  EXPECT_THAT(std::string(gone.headers.get("Set-Cookie")), testing::HasSubstr("Max-Age=0"));
  EXPECT_EQ(refused(manager_, {Method::get, "/api/v1/home"}, Status::unauthorized), "no_session");
}

TEST_F(ApiTest, ASessionExpiresUnlessItIsUsed) {
  for (int i = 0; i < 3; ++i) {
    site_.clock.advance(minutes(25));
    get("/api/v1/home");
  }
  site_.clock.advance(minutes(31));
  site_.send({Method::get, "/api/v1/home"});  // lets the clock's turn happen
  EXPECT_EQ(refused(manager_, {Method::get, "/api/v1/home"}, Status::unauthorized),
            "session_expired");
  get("/api/v1/me");
}

TEST_F(ApiTest, AMeterIsAskedForAReadingAndItsPageSaysWhatBecameOfIt) {
  EXPECT_EQ(get(of("meters", site_.meter)).at("read_wish"), nullptr);
  Ask const ask{Method::post, of("meters", site_.meter, "/read")};
  auto const asked = checked(route(Method::post, ask.target), site_.send(manager_, ask));
  EXPECT_EQ(asked.at("read_wish").at("state"), "asking");
  EXPECT_EQ(asked.at("read_wish").at("asked_by"), "manager");
  EXPECT_EQ(checked(route(Method::post, ask.target), site_.send(manager_, ask)), asked);
  site_.read_now(site_.meter, 1'200'000);
  EXPECT_EQ(get(of("meters", site_.meter)).at("read_wish").at("state"), "read");
}

TEST_F(ApiTest, APageWithNobodyAtItDoesNotKeepItsSession) {
  Ask const by_itself{Method::get, "/api/v1/home", {}, {{"X-E2ms-Background", "1"}}};
  site_.clock.advance(minutes(25));
  EXPECT_EQ(site_.send(manager_, by_itself).status, Status::ok);
  EXPECT_EQ(site_.send(manager_, by_itself).status, Status::ok);
  site_.clock.advance(minutes(6));
  site_.send({Method::get, "/api/v1/home"});  // lets the clock's turn happen
  EXPECT_EQ(refused(manager_, {Method::get, "/api/v1/home"}, Status::unauthorized),
            "session_expired");
}

TEST_F(ApiTest, AStreamEndsWithTheLongestLifeOfItsSession) {
  auto const opened = site_.send(manager_, {Method::get, "/api/v1/events"});
  for (int i = 0; i < 28; ++i) {
    site_.clock.advance(minutes(25));
    get("/api/v1/home");
  }
  site_.live.beat(site_.clock.now());
  EXPECT_NE(opened.stream->take(), std::nullopt);
  site_.live.beat(site_.clock.now() + minutes(25));
  EXPECT_EQ(opened.stream->take(), std::nullopt);
}

TEST_F(ApiTest, SignsInByNameAndSecretOnly) {
  auto const& signing = route(Method::post, "/api/v1/session");
  auto const attempt = [&](std::string const& body) {
    return checked(
               signing,
               site_.send(
                   {Method::post, "/api/v1/session", body, {{"Content-Type", "application/json"}}}))
        .at("code");
  };
  EXPECT_EQ(attempt(R"({"user":"manager","password":"wrong"})"), "wrong_credentials");
  EXPECT_EQ(attempt(R"({"user":"nobody","password":"wrong"})"), "wrong_credentials");
  EXPECT_EQ(attempt(R"({"user":"","password":"x"})"), "invalid_input");
  EXPECT_EQ(attempt("nonsense"), "malformed_json");
  EXPECT_FALSE(site_.sign_in_room("1-101", "000000").has_value());
  EXPECT_TRUE(site_.sign_in_room(" 1-102 ", "482913").has_value());
}

TEST_F(ApiTest, StopsGuessing) {
  auto const& signing = route(Method::post, "/api/v1/session");
  Ask const guess{Method::post,
                  "/api/v1/session",
                  R"({"user":"stranger","password":"guess"})",
                  {{"Content-Type", "application/json"}}};
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(checked(signing, site_.send(guess)).at("code"), "wrong_credentials");
  auto const stopped = site_.send(guess);
  EXPECT_EQ(checked(signing, stopped).at("code"), "too_many_requests");
  EXPECT_EQ(stopped.headers.get("Retry-After"), "60");
  EXPECT_FALSE(site_.sign_in("stranger", "stranger's secret").has_value());
}

TEST_F(ApiTest, SaysWhatAPathAllows) {
  auto const wrong = site_.send(manager_, {Method::put, "/api/v1/session"});
  EXPECT_EQ(wrong.status, Status::method_not_allowed);
  EXPECT_EQ(wrong.headers.get("Allow"), "GET, HEAD, POST, DELETE");
  EXPECT_EQ(json::parse(wrong.body).at("code"), "method_not_allowed");
  auto const nowhere = site_.send(manager_, {Method::get, "/api/v1/nothing"});
  EXPECT_EQ(json::parse(nowhere.body).at("code"), "no_such_route");
}

TEST_F(ApiTest, CountsARoomsAttemptsHoweverItIsSpelled) {
  for (auto const* const spelled : {"1-101", " 1-101", "1-101 ", "  1-101", "1-101  "})
    EXPECT_FALSE(site_.sign_in_room(spelled, "000000").has_value());
  EXPECT_FALSE(site_.sign_in_room(" 1-101 ", "482913").has_value());
}

TEST_F(ApiTest, KeepsAManagersAttemptsApartFromThoseOfARoom) {
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(site_.sign_in("1-102", "wrong").has_value());
  EXPECT_TRUE(site_.sign_in_room("1-102", "482913").has_value());
}

}  // namespace
}  // namespace e2ms::http
