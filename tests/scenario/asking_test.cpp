#include <gmock/gmock.h>

#include <chrono>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

/// Whether it is around midnight in Shanghai, where no meter's clock is touched.
bool near_midnight() {
  using namespace std::chrono;
  auto const local = system_clock::now().time_since_epoch() + hours(8);
  auto const minute = duration_cast<minutes>(local % hours(24));
  return minute < minutes(40) || minute > hours(24) - minutes(40);
}

/// What is asked of the meters besides the polls, by the real daemon.
class Asking : public testing::Test {
 protected:
  explicit Asking(Plan plan = small_plan())
      : world_(std::move(plan)), control_(world_.control_port()) {}

  void start() {
    world_.start();
    manager_.emplace(world_.manager());
  }
  json meter(std::string const& room) { return World::meter(*manager_, room); }
  json ask(std::string const& room) {
    auto const id = World::room(*manager_, room).at("meter_id").dump();
    auto const answer = manager_->post("/api/v1/meters/" + id + "/read", json());
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body.at("read_wish");
  }
  bool comes_to(std::string const& room, std::string const& state) {
    return eventually([&] { return meter(room).at("read_wish").at("state") == state; });
  }
  std::vector<std::string> clock_alarms() {
    std::vector<std::string> states;
    for (auto const& one : manager_->list("/api/v1/alarms"))
      if (one.at("kind") == "meter_clock_off") states.push_back(one.at("state"));
    return states;
  }

  World world_;
  Control control_;
  std::optional<Client> manager_;
};

/// Meters that are read once an hour.
Plan seldom() {
  auto plan = small_plan();
  plan.poll_s = 3600;
  return plan;
}

class AskingSeldomRead : public Asking {
 protected:
  AskingSeldomRead() : Asking(seldom()) {}
};

TEST_F(AskingSeldomRead, GetsAReadingAtOnceAndSettlesAsEver) {
  start();
  for (auto const& [room, address] : {std::pair{"D-1", kDlt}, std::pair{"M-1", kModbus}}) {
    ASSERT_TRUE(eventually([&] { return !meter(room).at("last_reading").is_null(); }));
    control_.say(std::string("energy ") + address + " =1002");
    EXPECT_EQ(ask(room).at("state"), "asking");
    EXPECT_TRUE(comes_to(room, "read")) << room;
    EXPECT_EQ(meter(room).at("last_reading").at("register"), "1002.00");
    EXPECT_EQ(World::account(*manager_, room).at("balance_fen"), 800);
    control_.say(std::string("fault ") + address + " offline=1");
    ask(room);
    EXPECT_TRUE(comes_to(room, "no_answer")) << room;
  }
  EXPECT_EQ(world_.verify().code, 0);
}

TEST_F(Asking, AMeterForTheTimeCorrectsAClockThatIsThreeMinutesOff) {
  if (near_midnight()) GTEST_SKIP() << "no clock is touched now";
  control_.say("fault " + std::string(kDlt) + " clock_off=-180");
  start();
  EXPECT_NE(world_.daemon().line_with("meter_clock_corrected"), "");
  EXPECT_TRUE(eventually([&] {
    auto const states = clock_alarms();
    return states == std::vector<std::string>{"closed"};
  }));
}

}  // namespace
}  // namespace e2ms::scenario
