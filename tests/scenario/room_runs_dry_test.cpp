#include <gmock/gmock.h>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

struct Place {
  std::string room;
  std::string address;
};

void PrintTo(Place const& place, std::ostream* out) {
  *out << place.room;
}

/// One building's life end to end, once over each way to speak with a meter.
class ARoom : public testing::TestWithParam<Place> {
 protected:
  ARoom() : world_(small_plan()) {
    world_.start();
    manager_.emplace(world_.manager());
    tenant_.emplace(world_.tenant(GetParam().room));
    control_.emplace(world_.control_port());
    auto const room = World::room(*manager_, GetParam().room);
    account_ = "/api/v1/accounts/" + room.at("account_id").dump();
    meter_ = "/api/v1/meters/" + room.at("meter_id").dump();
    EXPECT_TRUE(eventually([&] { return state() == "normal"; })) << state();
    // What was used before the meter was opened is nobody's.
    EXPECT_TRUE(eventually([&] { return !manager_->fetch(meter_).at("last_reading").is_null(); }));
  }

  std::string state() { return World::room(*manager_, GetParam().room).at("state"); }
  void use(std::string const& kwh) { control_->say("energy " + GetParam().address + " +" + kwh); }
  bool comes_to(std::string const& wanted) {
    return eventually([&] { return state() == wanted; });
  }
  std::string relay() { return control_->relay(GetParam().address); }
  json me() { return tenant_->fetch("/api/v1/me"); }
  std::int64_t available() { return manager_->fetch(account_).at("available_fen"); }

  Answer top_up(int fen, std::string const& reference) {
    return manager_->post(account_ + "/top-ups", {{"amount_fen", fen}, {"channel", "cash"}},
                          key(reference));
  }

  /// Down the stairs, one warning after the other, the last steps under load.
  void run_dry() {
    use("6");
    EXPECT_TRUE(comes_to("alarm1")) << state();
    use("2.5");
    EXPECT_TRUE(comes_to("alarm2")) << state();
    EXPECT_EQ(relay(), "closed");
    control_->say("load " + GetParam().address + " 3600");
    control_->say("speed 500");
    EXPECT_TRUE(comes_to("off")) << state();
    control_->say("load " + GetParam().address + " 0");
  }

  World world_;
  std::optional<Client> manager_;
  std::optional<Client> tenant_;
  std::optional<Control> control_;
  std::string account_;
  std::string meter_;
};

/// The newest decision, with its steps in order.
std::vector<std::string> steps(json const& decision) {
  std::vector<std::string> names;
  for (auto const& step : decision.at("order").at("steps")) names.push_back(step.at("step"));
  return names;
}

TEST_P(ARoom, RunsDryAndComesBack) {
  run_dry();
  EXPECT_EQ(relay(), "open");
  auto const off = manager_->fetch(meter_);
  EXPECT_EQ(off.at("relay"), "off");
  EXPECT_EQ(off.at("supply").at("wanted"), "off");
  EXPECT_EQ(off.at("supply").at("reason").at("code"), "arrears");
  EXPECT_EQ(off.at("supply").at("order_state"), "confirmed");
  auto const decisions = manager_->fetch(meter_ + "/decisions").at("items");
  EXPECT_THAT(steps(decisions.at(0)),
              testing::ElementsAre("wanted", "sent", "acknowledged", "read_back"));

  auto const dark = me();
  EXPECT_EQ(dark.at("state"), "off");
  EXPECT_EQ(dark.at("power").at("relay"), "off");
  EXPECT_EQ(dark.at("power").at("reason").at("code"), "arrears");
  EXPECT_EQ(dark.at("power").at("next").at("code"), "on_after_top_up");

  auto const least = dark.at("power").at("next").at("amount_fen").get<int>();
  EXPECT_EQ(least, 300 - dark.at("available_fen").get<int>());
  auto const paid = top_up(least, "back-to-light-1");
  ASSERT_EQ(paid.status, 201) << paid.body;
  EXPECT_TRUE(comes_to("alarm1")) << state();
  EXPECT_EQ(relay(), "closed");
  EXPECT_EQ(manager_->fetch(meter_).at("supply").at("order_state"), "confirmed");
  EXPECT_EQ(me().at("power").at("relay"), "on");
}

TEST_P(ARoom, StaysDarkBelowTheReconnectAmount) {
  run_dry();
  auto const missing = 100 - static_cast<int>(available());
  ASSERT_EQ(top_up(missing, "not-enough-1").status, 201);
  EXPECT_EQ(available(), 100);
  auto const seen = me();
  EXPECT_EQ(seen.at("power").at("wanted"), "off");
  EXPECT_EQ(seen.at("power").at("next").at("amount_fen"), 200);
  EXPECT_EQ(relay(), "open");
}

TEST_P(ARoom, CanFollowEachChargeToItsTwoReadings) {
  run_dry();
  auto const charges = manager_->list(account_ + "/charges");
  ASSERT_FALSE(charges.empty());
  auto const readings = manager_->list(meter_ + "/readings?verdict=accepted");
  auto const read_as = [&](json const& end) {
    for (auto const& reading : readings)
      if (reading.at("taken_at") == end.at("taken_at")) return reading.at("register");
    return json("no such reading");
  };
  std::int64_t charged = 0;
  for (auto const& charge : charges) {
    ASSERT_EQ(charge.at("state"), "posted");
    auto const told = manager_->fetch("/api/v1/charges/" + charge.at("id").dump());
    auto const& meter = told.at("meters").at(0);
    EXPECT_EQ(meter.at("address"), GetParam().address);
    EXPECT_EQ(read_as(meter.at("before")), meter.at("before").at("register"));
    EXPECT_EQ(read_as(meter.at("after")), meter.at("after").at("register"));
    auto const used = meter.at("after").at("energy_wh").get<std::int64_t>() -
                      meter.at("before").at("energy_wh").get<std::int64_t>();
    EXPECT_EQ(told.at("charge").at("energy_wh"), used);
    // One yuan a kWh: ten Wh are a fen.
    EXPECT_EQ(charge.at("amount_fen"), used / 10);
    charged += used / 10;
    EXPECT_EQ(tenant_->get("/api/v1/me/charges/" + charge.at("id").dump()).status, 200);
  }
  EXPECT_EQ(available(), 1000 - charged);
}

TEST_P(ARoom, CreditsOnceForEachKey) {
  auto const first = top_up(5000, "same-key-1");
  ASSERT_EQ(first.status, 201);
  auto const second = top_up(5000, "same-key-1");
  EXPECT_EQ(second.status, 200);
  EXPECT_EQ(second.body, first.body);
  EXPECT_EQ(available(), 6000);
  auto const other = top_up(5001, "same-key-1");
  EXPECT_EQ(other.status, 409);
  EXPECT_EQ(other.code(), "idempotency_key_reused");
  EXPECT_EQ(available(), 6000);
}

TEST_P(ARoom, GoesDarkAgainWhenTheTopUpIsReversed) {
  run_dry();
  auto const paid = top_up(5000, "reversed-1");
  ASSERT_EQ(paid.status, 201);
  ASSERT_TRUE(comes_to("normal")) << state();
  auto const reversal = "/api/v1/top-ups/" + paid.body.at("id").dump() + "/reversal";
  auto const back = manager_->post(reversal, {{"reason", "wrong room"}});
  ASSERT_EQ(back.status, 200) << back.body;
  EXPECT_EQ(back.body.at("reversal").at("reason"), "wrong room");
  EXPECT_EQ(manager_->post(reversal, {{"reason", "again"}}).code(), "already_reversed");
  EXPECT_TRUE(comes_to("off")) << state();
  EXPECT_EQ(relay(), "open");

  EXPECT_EQ(world_.verify().code, 0) << "while the daemon runs";
  EXPECT_EQ(world_.stop(), 0);
  auto const verified = world_.verify();
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
}

INSTANTIATE_TEST_SUITE_P(EachWay, ARoom, testing::Values(Place{"D-1", kDlt}, Place{"M-1", kModbus}),
                         [](auto const& one) {
                           return std::string(one.param.room == "D-1" ? "Dlt645OnADtu"
                                                                      : "ModbusOnAGateway");
                         });

}  // namespace
}  // namespace e2ms::scenario
