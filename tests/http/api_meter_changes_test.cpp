#include "api_fixture.hpp"

namespace e2ms::http {
namespace {

using nlohmann::json;

class MeterChangesTest : public ApiTest {
 protected:
  std::string path(std::string const& what) { return of("meters", site_.meter, what); }
  Ask order(std::string const& what, json const& body) {
    return {Method::post, path(what), body.dump()};
  }
  json meter() { return get(of("meters", site_.meter)); }
  json done(std::string const& what, json const& body, Status status) {
    auto const response = site_.send(manager_, order(what, body));
    EXPECT_EQ(response.status, status) << response.body;
    return checked(route(Method::post, path(what)), response);
  }
  static std::string kwh(std::int64_t wh) {
    auto const rest = std::to_string(1000 + wh % 1000).substr(1);
    return std::to_string(wh / 1000) + "." + rest;
  }
  json swap(std::int64_t closing_wh) {
    return {{"closing", {{"at", to_iso(site_.clock.now())}, {"total_kwh", kwh(closing_wh)}}},
            {"opening", {{"total_kwh", "0.02"}}},
            {"address", meter().at("address")},
            {"note", "旧表显示屏损坏"}};
  }
  std::int64_t last_wh() { return meter().at("last_reading").at("energy_wh").get<std::int64_t>(); }
};

TEST_F(MeterChangesTest, SwapsAMeterAndKeepsTheOldOnesPage) {
  auto const before = meter();
  auto const body = swap(last_wh() + 10);
  auto const made = done("/swap", body, Status::created);
  EXPECT_NE(made.at("id"), before.at("id"));
  EXPECT_EQ(made.at("address"), before.at("address"));
  EXPECT_EQ(made.at("account_id"), before.at("account_id"));
  EXPECT_EQ(made.at("replaces"), before.at("id"));
  EXPECT_EQ(made.at("retired_at"), nullptr);
  EXPECT_EQ(made.at("last_reading").at("energy_wh"), 20);
  EXPECT_EQ(done("/swap", body, Status::ok).at("id"), made.at("id"));
  auto const old = meter();
  EXPECT_EQ(old.at("retired_at"), body.at("closing").at("at"));
  EXPECT_EQ(old.at("replaced_by"), made.at("id"));
  get(path("/readings"));
  get(path("/load"));
  get(path("/decisions"));
}

TEST_F(MeterChangesTest, ListsMetersInUse) {
  auto const lists = [this](json const& id) {
    std::int64_t count = 0;
    auto const list = get("/api/v1/meters").at("items");
    for (auto const& item : list) count += item.at("id") == id ? 1 : 0;
    return count;
  };
  auto const old = meter().at("id");
  auto const line = meter().at("line").at("id").get<std::int64_t>();
  auto const on_line = [&] {
    return get("/api/v1/lines/" + std::to_string(line)).at("meters").size();
  };
  auto const rooms = get("/api/v1/rooms").at("items").size();
  auto const meters = on_line();
  auto const made = done("/swap", swap(last_wh()), Status::created).at("id");
  EXPECT_EQ(lists(old), 0);
  EXPECT_EQ(lists(made), 1);
  EXPECT_EQ(on_line(), meters);
  EXPECT_EQ(get("/api/v1/rooms").at("items").size(), rooms);
}

TEST_F(MeterChangesTest, OrdersNothingOfAMeterThatIsGone) {
  auto body = swap(last_wh());
  body["closing"]["at"] = meter().at("last_reading").at("taken_at");
  done("/swap", body, Status::created);
  EXPECT_EQ(refused(manager_, {Method::post, path("/read")}, Status::conflict), "meter_retired");
  json const off{{"wanted", "off"}, {"reason", "检修"}};
  EXPECT_EQ(refused(manager_, order("/supply", off), Status::conflict), "meter_retired");
  json const entry{{"taken_at", to_iso(site_.clock.now())},
                   {"register_wh", 9'000'000},
                   {"source", "typed_in"},
                   {"note", "x"}};
  EXPECT_EQ(refused(manager_, order("/readings/entered", entry), Status::conflict),
            "meter_retired");
  EXPECT_EQ(refused(manager_, order("/swap", swap(9'000'000)), Status::conflict), "meter_retired");
}

TEST_F(MeterChangesTest, SaysWhatIsWrongWithASwap) {
  auto const good = swap(last_wh());
  auto const wrong = [&](char const* field, json const& value) {
    auto body = good;
    body[field] = value;
    return refused(manager_, order("/swap", body), Status::unprocessable);
  };
  EXPECT_EQ(wrong("address", "12-34"), "invalid_input");
  EXPECT_EQ(wrong("model", "unheard-of"), "invalid_input");
  EXPECT_EQ(wrong("model", "water"), "invalid_input");
  EXPECT_EQ(wrong("model", "unrated"), "invalid_input");
  EXPECT_EQ(wrong("password", "secret"), "invalid_input");
  EXPECT_EQ(wrong("note", ""), "invalid_input");
  EXPECT_EQ(wrong("line", 999), "invalid_input");
  EXPECT_EQ(wrong("opening", {{"total_kwh", 5}}), "invalid_input");
  EXPECT_EQ(wrong("opening", {{"total_kwh", "1.2345"}}), "invalid_input");
  EXPECT_EQ(wrong("opening", {{"total_kwh", "1"}, {"rates_kwh", {"1", "x"}}}), "invalid_input");
  EXPECT_EQ(refused(manager_, order("/swap", swap(1)), Status::conflict), "does_not_fit");
  auto other = swap(1);
  other["closing"]["at"] = meter().at("last_reading").at("taken_at");
  EXPECT_EQ(refused(manager_, order("/swap", other), Status::conflict), "reading_exists");
  auto early = good;
  early["closing"]["at"] = "2020-01-01T00:00:00.000Z";
  EXPECT_EQ(refused(manager_, order("/swap", early), Status::conflict), "later_readings");
  EXPECT_EQ(refused(tenant_, order("/swap", good), Status::forbidden), "not_allowed");
  auto const foreign = of("meters", site_.foreign_meter, "/swap");
  EXPECT_EQ(refused(manager_, {Method::post, foreign, good.dump()}, Status::not_found),
            "not_found");
  auto taken = good;
  taken["address"] = get(of("meters", site_.no_relay)).at("address");
  EXPECT_EQ(refused(manager_, order("/swap", taken), Status::conflict), "address_taken");
  EXPECT_EQ(meter().at("retired_at"), nullptr);
}

TEST_F(MeterChangesTest, BuildsInNoMeterThatMeasuresWater) {
  auto body = swap(last_wh());
  body["model"] = "water";
  body["max_power_w"] = 5000;
  auto const response = site_.send(manager_, order("/swap", body));
  EXPECT_EQ(response.status, Status::unprocessable);
  EXPECT_EQ(json::parse(response.body).at("problems").at(0).at("path"), "model");
  EXPECT_EQ(meter().at("retired_at"), nullptr);
}

TEST_F(MeterChangesTest, BuildsInAnUnratedModelWhoseLargestPowerIsSaid) {
  auto body = swap(last_wh());
  body["model"] = "unrated";
  body["max_power_w"] = 5000;
  done("/swap", body, Status::created);
}

TEST_F(MeterChangesTest, TakesAnotherModelWithRates) {
  auto body = swap(last_wh());
  body["model"] = "plain";
  body["ratio"] = 40;
  body["opening"]["rates_kwh"] = json::array({"0.01", nullptr, "0.01"});
  auto const made = done("/swap", body, Status::created);
  EXPECT_EQ(made.at("relay"), "none");
  EXPECT_EQ(made.at("ratio"), 40);
  EXPECT_EQ(made.at("last_reading").at("energy_wh"), 800);
}

TEST_F(MeterChangesTest, ChangesARatioFromAReadingOn) {
  auto const at = meter().at("last_reading").at("taken_at");
  auto const before = last_wh();
  json const body{{"at", at}, {"ratio", 40}, {"note", "互感器换成 200/5"}};
  auto const changed = done("/ratio", body, Status::ok);
  EXPECT_EQ(changed.at("ratio"), 40);
  ASSERT_EQ(changed.at("ratios").size(), 2U);
  EXPECT_EQ(changed.at("ratios")[0].at("ratio"), 1);
  EXPECT_EQ(changed.at("ratios")[0].at("since"), nullptr);
  EXPECT_EQ(changed.at("ratios")[1].at("since"), at);
  EXPECT_EQ(changed.at("ratios")[1].at("actor"), "manager");
  EXPECT_EQ(last_wh(), before * 40);
  done("/ratio", body, Status::ok);
  EXPECT_EQ(meter().at("ratios").size(), 2U);
  json const taken_back{{"taken_at", at}, {"note", "x"}};
  EXPECT_EQ(refused(manager_, order("/readings/void", taken_back), Status::conflict),
            "is_boundary");
}

TEST_F(MeterChangesTest, SaysWhatIsWrongWithARatio) {
  auto const at = meter().at("last_reading").at("taken_at");
  json const good{{"at", at}, {"ratio", 40}, {"note", "x"}};
  auto const with = [&](char const* field, json const& value) {
    auto body = good;
    body[field] = value;
    return body;
  };
  EXPECT_EQ(refused(manager_, order("/ratio", with("ratio", 0)), Status::unprocessable),
            "invalid_input");
  EXPECT_EQ(refused(manager_, order("/ratio", with("note", "")), Status::unprocessable),
            "invalid_input");
  EXPECT_EQ(refused(manager_, order("/ratio", with("at", "2199-01-01T00:00:00.000Z")),
                    Status::unprocessable),
            "invalid_input");
  EXPECT_EQ(refused(manager_, order("/ratio", with("at", to_iso(site_.clock.now() - seconds(1)))),
                    Status::conflict),
            "reading_unknown");
  EXPECT_EQ(refused(manager_, order("/ratio", with("total_kwh", "1")), Status::conflict),
            "reading_exists");
  EXPECT_EQ(refused(tenant_, order("/ratio", good), Status::forbidden), "not_allowed");
}

}  // namespace
}  // namespace e2ms::http
