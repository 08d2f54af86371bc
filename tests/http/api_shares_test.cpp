#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

/// The meter of room 1-102 stands for the whole house, room 1-101 behind it.
class ShareTest : public ApiTest {
 protected:
  static constexpr char kMonth[] = "/api/v1/sharings/1/months/2026-12";

  json rule() {
    std::int64_t room = 0;
    auto const rooms = get("/api/v1/rooms");
    for (auto const& one : rooms.at("items"))
      if (one.at("name") == "1-101") room = one.at("id");
    return {{"first_bill", "2026-12"},
            {"divides", "loss"},
            {"basis", "area"},
            {"main_meters", {site_.no_relay.value}},
            {"rooms", {{{"room_id", room}, {"area", "35.50"}}}},
            {"note", "业主会议"}};
  }
  Response send(std::string const& target, json const& body) {
    return site_.send(manager_, {Method::post, target, body.dump()});
  }
  json made(std::string const& target, json const& body) {
    auto const response = send(target, body);
    EXPECT_EQ(response.status, Status::created) << response.body;
    return checked(route(Method::post, target), response);
  }
  json make_group() {
    auto body = rule();
    body["name"] = "1号楼";
    return made("/api/v1/sharings", body);
  }
  /// To January, with a reading of both meters.
  void end_december(bool read) {
    auto const doubt = get(of("meters", site_.meter, "/readings")).at("items").at(0);
    send(of("meters", site_.meter, "/readings/decision"),
         {{"taken_at", doubt.at("taken_at")}, {"decision", "discard"}, {"note", "通信干扰"}});
    site_.clock.advance(days(50));
    site_.send({Method::get, "/api/v1/home"});  // lets the clock's turn happen
    manager_ = site_.sign_in("manager", "correct horse").value();
    tenant_ = site_.sign_in_room("1-101", "482913").value();
    if (!read) return;
    site_.read_now(site_.no_relay, 1'500'000);
    site_.read_now(site_.meter, 1'400'000);
  }
  json post_month() {
    auto const response = site_.send(manager_, {Method::post, kMonth});
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, kMonth), response);
  }
  json enter_grid_bill(std::string const& kwh, std::int64_t fen, std::string const& note) {
    return made(of("meters", site_.no_relay, "/grid-bills"),
                {{"bill", "2026-12"}, {"kwh", kwh}, {"amount_fen", fen}, {"note", note}});
  }
};

TEST_F(ShareTest, SaysWhetherItsMonthsArePostedByThemselves) {
  auto body = rule();
  body["name"] = "1号楼";
  body["automatic"] = "yes";
  EXPECT_EQ(send("/api/v1/sharings", body).status, Status::unprocessable);
  body["automatic"] = true;
  auto const group = made("/api/v1/sharings", body);
  EXPECT_EQ(group.at("rules").at(0).at("automatic"), true);
}

TEST_F(ShareTest, MakesAGroupAndKeepsItsRules) {
  auto const group = make_group();
  EXPECT_EQ(group.at("name"), "1号楼");
  auto const& first = group.at("rules").at(0);
  EXPECT_EQ(first.at("price"), nullptr);
  EXPECT_EQ(first.at("rooms").at(0).at("area"), "35.50");
  EXPECT_EQ(first.at("meters").at(0).at("role"), "main");
  EXPECT_EQ(get("/api/v1/sharings").at("items").at(0).at("rule"), first);
  auto again = rule();
  again["name"] = "1号楼";
  Ask const same{Method::post, "/api/v1/sharings", again.dump()};
  EXPECT_EQ(refused(manager_, same, Status::conflict), "name_taken");
  auto later = rule();
  later["first_bill"] = "2027-01";
  later["price"] = "0.60";
  EXPECT_EQ(made("/api/v1/sharings/1/rules", later).at("rules").size(), 2u);
}

TEST_F(ShareTest, NamesEveryFieldOfARuleThatIsWrong) {
  auto body = rule();
  body["name"] = "1号楼";
  body["first_bill"] = "2026-13";
  body["price"] = "dear";
  body["main_meters"] = {"7"};
  body["rooms"] = {{{"room_id", 1}, {"area", "0"}}};
  auto const response = send("/api/v1/sharings", body);
  EXPECT_EQ(response.status, Status::unprocessable);
  std::string places;
  auto const problems = checked(route(Method::post, "/api/v1/sharings"), response).at("problems");
  for (auto const& one : problems) places += one.at("path").get<std::string>() + " ";
  EXPECT_EQ(places, "first_bill price main_meters rooms[0].area ");
  auto foreign = rule();
  foreign["name"] = "x";
  foreign["main_meters"] = {site_.foreign_meter.value};
  EXPECT_EQ(send("/api/v1/sharings", foreign).status, Status::unprocessable);
}

TEST_F(ShareTest, CalculatesAMonthOnlyFromAllThatItNeeds) {
  make_group();
  EXPECT_EQ(get(kMonth).at("state"), "not_over");
  EXPECT_EQ(refused(manager_, {Method::post, kMonth}, Status::conflict), "month_not_over");
  end_december(false);
  auto const month = get(kMonth);
  EXPECT_EQ(month.at("state"), "incomplete");
  EXPECT_EQ(month.at("missing").size(), 3u);
  EXPECT_EQ(month.at("missing").at(0).at("what"), "grid_bill");
  EXPECT_EQ(refused(manager_, {Method::post, kMonth}, Status::conflict), "month_incomplete");
  EXPECT_EQ(get("/api/v1/sharings/1/months/2026-11").at("state"), "no_rule");
}

TEST_F(ShareTest, PostsAMonthOnceAndExplainsItOnTheBill) {
  make_group();
  end_december(true);
  enter_grid_bill("1000", 60'000, "");
  auto const shown = get(kMonth);
  EXPECT_EQ(shown.at("state"), "calculated") << shown;
  EXPECT_EQ(shown.at("current"), false);
  auto const posted = post_month();
  EXPECT_EQ(posted.at("current"), true);
  EXPECT_EQ(posted.at("calculation").at("price_now"), "0.6");
  auto const& party = posted.at("calculation").at("parties").at(0);
  EXPECT_EQ(party.at("posted_fen"), posted.at("calculation").at("loss_fen"));
  EXPECT_GT(party.at("posted_fen"), 0);
  EXPECT_EQ(post_month(), posted);
  auto const bill = get("/api/v1/me/bills/2026-12");
  EXPECT_EQ(bill.at("shares").at(0).at("own_loss").at("charged_fen"), party.at("posted_fen"));
  bool on_bill = false;
  for (auto const& line : bill.at("lines"))
    on_bill = on_bill || (line.at("line") == "share:loss:1" &&
                          line.at("amount_fen") == party.at("posted_fen"));
  EXPECT_TRUE(on_bill) << bill;
  Ask const late{Method::post, "/api/v1/sharings/1/rules", rule().dump()};
  EXPECT_EQ(refused(manager_, late, Status::conflict), "month_used");
}

TEST_F(ShareTest, KeepsWhatWasEnteredOfTheGridBefore) {
  end_december(false);
  enter_grid_bill("1000.125", 60'000, "");
  auto const target = of("meters", site_.no_relay, "/grid-bills");
  Ask const silent{Method::post, target, R"({"bill":"2026-12","kwh":"1001","amount_fen":60100})"};
  EXPECT_EQ(refused(manager_, silent, Status::unprocessable), "invalid_input");
  enter_grid_bill("1001", 60'100, "看错");
  auto const bills = get(target).at("items");
  ASSERT_EQ(bills.size(), 2u);
  EXPECT_EQ(bills.at(0).at("amount_fen"), 60'100);
  EXPECT_EQ(bills.at(1).at("energy_wh"), 1'000'125);
  Ask const future{Method::post, target, R"({"bill":"2099-12","kwh":"1001","amount_fen":60100})"};
  EXPECT_EQ(refused(manager_, future, Status::conflict), "month_not_over");
}

TEST_F(ShareTest, DisclosesWhatWasCollectedBesideWhatWasPaid) {
  make_group();
  end_december(true);
  site_.settle();
  EXPECT_EQ(get("/api/v1/disclosures/2026-12").at("ratio_percent"), nullptr);
  enter_grid_bill("1000", 60'000, "");
  post_month();
  auto const sheet = get("/api/v1/disclosures/2026-12?sharing=1");
  ASSERT_EQ(sheet.at("rows").size(), 1u);
  auto const& row = sheet.at("rows").at(0);
  EXPECT_EQ(row.at("room"), "1-101");
  EXPECT_GT(row.at("share_fen"), 0);
  EXPECT_EQ(row.at("collected_fen"), row.at("electricity_fen").get<std::int64_t>() +
                                         row.at("share_fen").get<std::int64_t>());
  EXPECT_EQ(sheet.at("paid_fen"), 60'000);
  EXPECT_EQ(sheet.at("total").at("collected_fen"), row.at("collected_fen"));
  EXPECT_EQ(get("/api/v1/disclosures/2026-12").at("rows").size(), 2u);
  auto const book =
      site_.send(manager_, {Method::get, "/api/v1/disclosures/2026-12.xlsx?sharing=1"});
  EXPECT_EQ(book.status, Status::ok);
  EXPECT_TRUE(book.body.starts_with("PK"));
  EXPECT_EQ(
      refused(manager_, {Method::get, "/api/v1/disclosures/2026-12?sharing=99"}, Status::not_found),
      "not_found");
}

}  // namespace
}  // namespace e2ms::http
