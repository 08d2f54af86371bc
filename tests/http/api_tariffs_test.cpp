#include "api_fixture.hpp"
#include "unzip.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

json flat(std::string const& price) {
  return {{"energy", {{"type", "flat"}, {"price", price}}}};
}

/// The house's tenants pay 0.60 yuan by a flat tariff of that name.
class TariffDesk : public ApiTest {
 protected:
  void SetUp() override {
    ApiTest::SetUp();
    auto const first = get("/api/v1/tariffs").at("items").at(0);
    tariff_ = TariffId{first.at("id")};
    name_ = first.at("name");
  }

  std::string in(Duration time) {
    auto const at = site_.clock.now() + time;
    return to_iso(Instant{at.ms - at.ms % minutes(1).ms});
  }
  Ask order(std::string const& name, std::string const& from, json const& terms) {
    json const body{{"name", name}, {"valid_from", from}, {"terms", terms}, {"note", "涨价"}};
    return {Method::post, "/api/v1/tariffs", body.dump()};
  }
  json publish(std::string const& name, std::string const& from, json const& terms) {
    auto const response = site_.send(manager_, order(name, from, terms));
    EXPECT_EQ(response.status, Status::created) << response.body;
    return checked(route(Method::post, "/api/v1/tariffs"), response);
  }
  Ask withdrawal(json const& version, std::string const& note = "填错") {
    return {Method::post, of("tariff-versions", TariffVersionId{version.at("id")}, "/withdrawal"),
            json{{"note", note}}.dump()};
  }
  json withdraw(json const& version) {
    auto const ask = withdrawal(version);
    auto const response = site_.send(manager_, ask);
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, ask.target), response);
  }
  json send(std::string const& target, json const& body) {
    auto const response = site_.send(manager_, {Method::post, target, body.dump()});
    EXPECT_EQ(response.status, Status::ok) << response.body;
    return checked(route(Method::post, target), response);
  }
  std::string price_now() {
    return get("/api/v1/tariffs")
        .at("items")
        .at(0)
        .at("in_force")
        .at("terms")
        .at("energy")
        .at("price");
  }

  TariffId tariff_;
  std::string name_;
};

TEST_F(TariffDesk, ShowsWhatIsInForceAndWhoPaysByIt) {
  auto const page = get(of("tariffs", tariff_));
  EXPECT_EQ(page.at("accounts"), 2);
  ASSERT_EQ(page.at("versions").size(), 1);
  auto const& version = page.at("versions").at(0);
  EXPECT_EQ(version.at("state"), "in_force");
  EXPECT_EQ(version.at("until"), nullptr);
  EXPECT_EQ(version.at("withdrawal"), nullptr);
  EXPECT_TRUE(price_now().starts_with("0.60")) << price_now();
}

TEST_F(TariffDesk, PublishesAVersionThatTakesOverWhenItBegins) {
  auto const from = in(days(1));
  auto const page = publish(name_, from, flat("0.7"));
  EXPECT_EQ(TariffId{page.at("id")}, tariff_);
  ASSERT_EQ(page.at("versions").size(), 2);
  EXPECT_EQ(page.at("versions").at(0).at("state"), "future");
  EXPECT_EQ(page.at("versions").at(0).at("published_by"), "manager");
  EXPECT_EQ(page.at("versions").at(0).at("note"), "涨价");
  EXPECT_EQ(page.at("versions").at(1).at("until"), from);
  auto const row = get("/api/v1/tariffs").at("items").at(0);
  EXPECT_EQ(row.at("upcoming").at("valid_from"), from);
  EXPECT_TRUE(price_now().starts_with("0.60")) << price_now();
  site_.clock.advance(days(1) - hours(1));
  manager_ = site_.sign_in("manager", "correct horse").value();
  EXPECT_TRUE(price_now().starts_with("0.60")) << price_now();
  site_.clock.advance(hours(1));
  manager_ = site_.sign_in("manager", "correct horse").value();
  EXPECT_EQ(price_now(), "0.7");
  EXPECT_EQ(get(of("tariffs", tariff_)).at("versions").at(1).at("state"), "past");
}

TEST_F(TariffDesk, MakesATariffOfANewName) {
  auto const page = publish("商铺", in(days(-40)), flat("0.9"));
  EXPECT_NE(TariffId{page.at("id")}, tariff_);
  EXPECT_EQ(page.at("accounts"), 0);
  EXPECT_EQ(page.at("versions").at(0).at("state"), "in_force");
  auto const first = get("/api/v1/tariffs?limit=1");
  EXPECT_EQ(first.at("items").size(), 1);
  auto const next = first.at("next").get<std::string>();
  EXPECT_EQ(get("/api/v1/tariffs?cursor=" + next).at("items").at(0).at("name"), "商铺");
}

TEST_F(TariffDesk, ChangesNothingThatWasUsedAndNoVersionThatStands) {
  EXPECT_EQ(refused(manager_, order(name_, in({}), flat("0.7")), Status::conflict), "too_late");
  auto const from = in(days(1));
  publish(name_, from, flat("0.7"));
  EXPECT_EQ(refused(manager_, order(name_, from, flat("0.8")), Status::conflict), "version_taken");
}

TEST_F(TariffDesk, NamesEveryMistakeByItsPlace) {
  json const terms{{"energy",
                    {{"type", "tier"},
                     {"tiers",
                      {{{"upto", "230"}, {"price", "0.5"}},
                       {{"upto", "200"}, {"price", "0.6"}},
                       {{"upto", nullptr}, {"price", 0.9}}}}}},
                   {"colour", "red"}};
  std::vector<std::string> places;
  auto const checked = send("/api/v1/tariffs/check", {{"terms", terms}});
  for (auto const& one : checked.at("problems")) places.push_back(one.at("path"));
  EXPECT_THAT(places, testing::UnorderedElementsAre("terms.energy.tiers[1].upto",
                                                    "terms.energy.tiers[2].price", "terms.colour"));
  auto const response = site_.send(manager_, order("阶梯", in(days(1)), terms));
  EXPECT_EQ(response.status, Status::unprocessable);
  EXPECT_EQ(json::parse(response.body).at("problems").size(), 3);
  // Finer than a charge can hold.
  auto const fine = send("/api/v1/tariffs/check", {{"terms", flat("0.123456789")}}).at("problems");
  EXPECT_EQ(fine.at(0).at("path"), "terms.energy");
  EXPECT_TRUE(
      send("/api/v1/tariffs/check", {{"terms", flat("0.12345678")}}).at("problems").empty());
}

TEST_F(TariffDesk, WantsANameANoteOfSomeLengthAndAWholeMinute) {
  for (auto const& ask :
       {order("", in(days(1)), flat("1")), order(std::string(65, 'x'), in(days(1)), flat("1")),
        order("x", "2027-01-01T00:00:30Z", flat("1")), order("x", "next month", flat("1")),
        order("x", in(days(1)), "flat")})
    EXPECT_EQ(refused(manager_, ask, Status::unprocessable), "invalid_input") << ask.body;
  EXPECT_EQ(refused(manager_, withdrawal({{"id", 1}}, ""), Status::unprocessable), "invalid_input");
}

TEST_F(TariffDesk, TakesAVersionBackAndAnotherBeginsThere) {
  auto const from = in(days(1));
  auto const wrong = publish(name_, from, flat("7.0")).at("versions").at(0);
  auto const page = withdraw(wrong);
  EXPECT_EQ(page.at("versions").at(0).at("state"), "withdrawn");
  EXPECT_EQ(page.at("versions").at(0).at("withdrawal").at("by"), "manager");
  EXPECT_EQ(page.at("versions").at(0).at("withdrawal").at("note"), "填错");
  EXPECT_EQ(page.at("versions").at(1).at("until"), nullptr);
  EXPECT_EQ(withdraw(wrong), page);
  EXPECT_EQ(get("/api/v1/tariffs").at("items").at(0).at("upcoming"), nullptr);
  auto const again = publish(name_, from, flat("0.7"));
  EXPECT_EQ(again.at("versions").size(), 3);
  EXPECT_EQ(get("/api/v1/tariffs").at("items").at(0).at("upcoming").at("valid_from"), from);
}

TEST_F(TariffDesk, WithdrawsNothingThatHasBegun) {
  auto const version = get(of("tariffs", tariff_)).at("versions").at(0);
  EXPECT_EQ(refused(manager_, withdrawal(version), Status::conflict), "version_begun");
}

TEST_F(TariffDesk, KnowsNoTariffOfAnotherProject) {
  auto const stranger = site_.sign_in("stranger", "stranger's secret").value();
  auto const version = get(of("tariffs", tariff_)).at("versions").at(0);
  EXPECT_EQ(refused(stranger, withdrawal(version), Status::not_found), "not_found");
  EXPECT_EQ(refused(stranger, {Method::get, of("tariffs", tariff_)}, Status::not_found),
            "not_found");
  EXPECT_EQ(refused(manager_, {Method::get, "/api/v1/tariffs/9999"}, Status::not_found),
            "not_found");
}

TEST_F(TariffDesk, PricesAnExampleMonth) {
  json const terms{
      {"energy",
       {{"type", "tou_tier_adder"},
        {"prices", {{"peak", "0.5583"}, {"valley", "0.3583"}}},
        {"tiers",
         {{{"upto", "2760"}, {"adder", "0"}},
          {{"upto", "4800"}, {"adder", "0.05"}},
          {{"upto", nullptr}, {"adder", "0.30"}}}}}},
      {"tier_cycle", {{"unit", "year"}}},
      {"calendar",
       {{"rules", {{{"period", "peak"}, {"times", {"08:00-21:00"}}}}}, {"default", "valley"}}}};
  json const body{{"month", "2026-07"},
                  {"kwh", 300},
                  {"profile", "household"},
                  {"used_before_kwh", 2600},
                  {"terms", terms}};
  auto const bill = send("/api/v1/tariffs/example", body);
  EXPECT_EQ(bill.at("kwh"), "300");
  auto const& lines = bill.at("lines");
  ASSERT_EQ(lines.size(), 3);
  EXPECT_EQ(lines.at(0).at("period"), "peak");
  EXPECT_EQ(lines.at(1).at("period"), "valley");
  // 160 kWh fit below 2760 and have no adder, the other 140 cost five fen more.
  EXPECT_EQ(lines.at(2).at("tier"), 2);
  EXPECT_EQ(lines.at(2).at("quantity"), "140");
  EXPECT_EQ(lines.at(2).at("amount_fen"), 700);
  std::int64_t sum = 0;
  for (auto const& line : lines) sum += line.at("amount_fen").get<std::int64_t>();
  EXPECT_EQ(bill.at("total_fen"), sum);
}

TEST_F(TariffDesk, PricesNoExampleThatWouldTakeForEver) {
  json rule{{"period", "p"}, {"times", json::array()}};
  for (int i = 0; i < 500; ++i) rule["times"].push_back("08:00-09:00");
  json const terms{{"energy", {{"type", "tou"}, {"prices", {{"p", "1"}}}}},
                   {"calendar", {{"rules", {rule}}, {"default", "p"}}}};
  json const body{{"month", "2026-07"}, {"kwh", 10}, {"profile", "shop"}, {"terms", terms}};
  Ask const ask{Method::post, "/api/v1/tariffs/example", body.dump()};
  EXPECT_EQ(refused(manager_, ask, Status::unprocessable), "invalid_input");
}

TEST_F(TariffDesk, PricesNoExampleOfWrongInput) {
  json const good{{"month", "2026-07"}, {"kwh", 10}, {"profile", "shop"}, {"terms", flat("0.6")}};
  EXPECT_EQ(send("/api/v1/tariffs/example", good).at("total_fen"), 600);
  for (auto const& [field, value] :
       std::vector<std::pair<std::string, json>>{{"month", "2026-13"},
                                                 {"month", "July 26"},
                                                 {"kwh", -1},
                                                 {"kwh", 1'000'001},
                                                 {"profile", "castle"},
                                                 {"terms", flat("x")},
                                                 {"used_before_kwh", "many"}}) {
    auto wrong = good;
    wrong[field] = value;
    Ask const ask{Method::post, "/api/v1/tariffs/example", wrong.dump()};
    EXPECT_EQ(refused(manager_, ask, Status::unprocessable), "invalid_input") << wrong.dump();
  }
}

TEST_F(TariffDesk, SaysOfEachAccountWhyItCannotBeCompared) {
  json const body{{"month", "2020-01"}, {"terms", flat("1.2")}};
  auto const answered = send(of("tariffs", tariff_, "/dry-run"), body);
  for (auto const& row : answered.at("items")) {
    EXPECT_EQ(row.at("obstacle"), "not_open");
    EXPECT_EQ(row.at("difference_fen"), nullptr);
  }
  for (auto const* const more : {"/dry-run", "/dry-run.xlsx"})
    EXPECT_EQ(refused(manager_, {Method::post, of("tariffs", TariffId{9999}, more), body.dump()},
                      Status::not_found),
              "not_found");
}

TEST_F(TariffDesk, TellsWhatAMonthWouldHaveCost) {
  auto const target = of("tariffs", tariff_, "/dry-run");
  json body{{"month", to_iso(site_.clock.now()).substr(0, 7)}, {"terms", flat("1.2")}};
  auto const items = send(target, body).at("items");
  ASSERT_FALSE(items.empty());
  for (auto const& row : items) {
    auto const before = row.at("before_fen").get<std::int64_t>();
    // Twice the price; each of the two is rounded once.
    EXPECT_NEAR(row.at("after_fen").get<double>(), 2.0 * static_cast<double>(before), 1.0);
    EXPECT_EQ(row.at("difference_fen"), row.at("after_fen").get<std::int64_t>() - before);
  }
  auto const book = site_.send(manager_, {Method::post, target + ".xlsx", body.dump()});
  ASSERT_EQ(book.status, Status::ok) << book.body;
  checked(route(Method::post, target + ".xlsx"), book);
  auto const files = unzipped(book.body);
  auto const& texts = files.at("xl/sharedStrings.xml");
  for (auto const& row : items)
    EXPECT_THAT(texts, testing::HasSubstr(row.at("room").get<std::string>()));
  EXPECT_THAT(files.at("xl/worksheets/sheet1.xml"), testing::HasSubstr("<v>100</v>"));
  body["month"] = "2026-13";
  EXPECT_EQ(refused(manager_, {Method::post, target, body.dump()}, Status::unprocessable),
            "invalid_input");
}

}  // namespace
}  // namespace e2ms::http
