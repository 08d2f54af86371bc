#include <gmock/gmock.h>

#include <set>

#include "world.hpp"

namespace e2ms::scenario {
namespace {

/// What lines and meters do to us, and what must come out all the same.
class Faults : public testing::Test {
 protected:
  explicit Faults(Plan plan = small_plan()) : world_(std::move(plan)), control_(port()) {
    world_.start();
    manager_.emplace(world_.manager());
  }

  std::uint16_t port() const { return world_.control_port(); }

  json meter(std::string const& room) { return World::meter(*manager_, room); }
  std::string path(std::string const& room) {
    return "/api/v1/meters/" + World::room(*manager_, room).at("meter_id").dump();
  }
  bool comes_to_read(std::string const& room, std::string const& reg) {
    return eventually([&] {
      auto const last = meter(room).at("last_reading");
      return !last.is_null() && last.at("register") == reg;
    });
  }
  /// The newest alarm of this kind that a meter has; null without one.
  json alarm(std::string const& kind, std::string const& room) {
    auto const id = World::room(*manager_, room).at("meter_id");
    for (auto const& one : manager_->list("/api/v1/alarms"))
      if (one.at("kind") == kind && one.at("meter_id") == id) return one;
    return {};
  }
  bool comes_to_alarm(std::string const& kind, std::string const& room, std::string const& state) {
    return eventually([&] {
      auto const one = alarm(kind, room);
      return !one.is_null() && one.at("state") == state;
    });
  }
  void wish(std::string const& room, std::string const& wanted) {
    auto const answer =
        manager_->post(path(room) + "/supply", {{"wanted", wanted}, {"reason", "a try"}});
    EXPECT_EQ(answer.status, 200) << answer.body;
  }
  std::set<std::string> registers(std::string const& room, std::string const& verdict) {
    std::set<std::string> all;
    for (auto const& one : manager_->list(path(room) + "/readings?verdict=" + verdict))
      all.insert(one.at("register"));
    return all;
  }

  World world_;
  Control control_;
  std::optional<Client> manager_;
};

TEST_F(Faults, ARegisterThatReadsZeroIsNoBaseline) {
  for (auto const& [room, address] : {std::pair{"D-1", kDlt}, std::pair{"M-1", kModbus}}) {
    ASSERT_TRUE(comes_to_read(room, "1000.00"));
    control_.say(std::string("fault ") + address + " glitch_zero=1000000");
    EXPECT_TRUE(comes_to_alarm("reading_quarantined", room, "open")) << room;
    EXPECT_EQ(alarm("reading_quarantined", room).at("reading_reason"), "went_down");
    EXPECT_EQ(meter(room).at("last_reading").at("register"), "1000.00");
    control_.say(std::string("energy ") + address + " =1001");
    control_.say(std::string("clear ") + address);
    EXPECT_TRUE(comes_to_alarm("reading_quarantined", room, "closed")) << room;
    EXPECT_TRUE(comes_to_read(room, "1001.00"));
    EXPECT_THAT(registers(room, "accepted"), testing::ElementsAre("1000.00", "1001.00"));
    // The newest first; a meter's very first reading waits for a second one to agree.
    EXPECT_THAT(registers(room, "quarantined"), testing::ElementsAre("0.00", "1000.00"));
    // The kilowatt-hour was charged, the jump back up from zero was not.
    EXPECT_EQ(World::account(*manager_, room).at("balance_fen"), 900);
  }
  EXPECT_EQ(world_.verify().code, 0);
}

TEST_F(Faults, ADroppedDtuIsReadAgainAfterItsNextCall) {
  ASSERT_TRUE(comes_to_read("D-1", "1000.00"));
  EXPECT_TRUE(meter("D-1").at("line").at("connected"));
  auto const mark = world_.daemon().lines();
  control_.say("energy " + std::string(kDlt) + " =1002");
  control_.say("drop DTU-1");
  EXPECT_NE(world_.daemon().line_with("line_lost", mark), "");
  EXPECT_NE(world_.daemon().line_with("dtu_arrived", mark), "");
  control_.say("energy " + std::string(kDlt) + " =1003");
  EXPECT_TRUE(comes_to_read("D-1", "1003.00"));
}

TEST_F(Faults, ADroppedGatewayIsDialledAgain) {
  ASSERT_TRUE(comes_to_read("M-1", "1000.00"));
  auto const mark = world_.daemon().lines();
  control_.say("drop GW-1");
  EXPECT_NE(world_.daemon().line_with("line_lost", mark), "");
  control_.say("energy " + std::string(kModbus) + " =1003");
  EXPECT_TRUE(comes_to_read("M-1", "1003.00"));
}

TEST_F(Faults, AStuckRelayRaisesAnAlarmAndTheWishStays) {
  for (auto const& [room, address] : {std::pair{"D-1", kDlt}, std::pair{"M-1", kModbus}}) {
    ASSERT_TRUE(comes_to_read(room, "1000.00"));
    control_.say(std::string("fault ") + address + " relay_stuck=1");
    wish(room, "off");
    EXPECT_TRUE(comes_to_alarm("relay_disobeys", room, "open")) << room;
    auto const stuck = meter(room);
    EXPECT_EQ(stuck.at("relay"), "on");
    EXPECT_EQ(stuck.at("supply").at("wanted"), "off");
    EXPECT_EQ(stuck.at("supply").at("order_state"), "pending");
    EXPECT_EQ(control_.relay(address), "closed");
    control_.say(std::string("clear ") + address);
    EXPECT_TRUE(
        eventually([&] { return meter(room).at("supply").at("order_state") == "confirmed"; }));
    EXPECT_EQ(control_.relay(address), "open");
    EXPECT_TRUE(comes_to_alarm("relay_disobeys", room, "closed")) << room;
  }
}

TEST_F(Faults, AWrongMeterClockDoesNotKeepOrdersFromWorking) {
  ASSERT_TRUE(comes_to_read("D-1", "1000.00"));
  for (auto const* const seconds : {"7200", "-86400"}) {
    control_.say("fault " + std::string(kDlt) + " clock_off=" + seconds);
    wish("D-1", "off");
    EXPECT_TRUE(eventually([&] { return control_.relay(kDlt) == "open"; })) << seconds;
    EXPECT_TRUE(eventually([&] { return meter("D-1").at("relay") == "off"; })) << seconds;
    wish("D-1", "auto");
    EXPECT_TRUE(eventually([&] { return control_.relay(kDlt) == "closed"; })) << seconds;
    EXPECT_TRUE(eventually([&] { return meter("D-1").at("relay") == "on"; })) << seconds;
  }
}

TEST_F(Faults, ARelayMovedByHandIsMovedBack) {
  ASSERT_TRUE(comes_to_read("D-1", "1000.00"));
  wish("D-1", "off");
  ASSERT_TRUE(eventually([&] { return meter("D-1").at("relay") == "off"; }));
  control_.say("relay " + std::string(kDlt) + " closed");
  EXPECT_TRUE(eventually([&] { return control_.relay(kDlt) == "open"; }));
}

/// Two meters on each line, so that an answer could be taken for the neighbour's.
Plan neighbours() {
  return {.lines = {{"DTU-1", Line::Kind::dtu}, {"GW-1", Line::Kind::gateway}},
          .rooms = {{.name = "D-1",
                     .line = "DTU-1",
                     .address = "202411000001",
                     .model = "dlt645-2007-single",
                     .sim_model = "dlt645-single",
                     .initial_kwh = 2000},
                    {.name = "D-2",
                     .line = "DTU-1",
                     .address = "202411000002",
                     .model = "dlt645-2007-single",
                     .sim_model = "dlt645-single",
                     .initial_kwh = 3000},
                    {.name = "M-1",
                     .line = "GW-1",
                     .address = "11",
                     .model = "hiking-dds238-zn-sr",
                     .sim_model = "hiking-dds238",
                     .initial_kwh = 4000},
                    {.name = "M-2",
                     .line = "GW-1",
                     .address = "12",
                     .model = "hiking-dds238-zn-sr",
                     .sim_model = "hiking-dds238",
                     .initial_kwh = 5000}},
          .answer_ms = 300};
}

struct Trouble {
  std::string name;
  std::string fault;
  bool deafens = false;  ///< nothing can be read while it lasts
};

void PrintTo(Trouble const& trouble, std::ostream* out) {
  *out << trouble.name;
}

class DirtyLines : public Faults, public testing::WithParamInterface<Trouble> {
 protected:
  DirtyLines() : Faults(neighbours()) {}

  void begin() {
    for (auto const* const line : {"DTU-1", "GW-1"})
      control_.say(std::string("fault ") + line + " " + GetParam().fault);
  }
  /// After some answers that came in the wrong moment.
  void end_if_deaf() {
    if (!GetParam().deafens) return;
    auto const answers = [&] { return control_.say("stats").at("frames_out").get<int>(); };
    auto const before = answers();
    EXPECT_TRUE(eventually([&] { return answers() >= before + 10; }));
    for (auto const* const line : {"DTU-1", "GW-1"}) control_.say(std::string("clear ") + line);
  }
};

TEST_P(DirtyLines, StillLeadToTheRightReadings) {
  auto const text = [](Room const& room, int step) {
    return std::to_string(room.initial_kwh + step) + ".00";
  };
  auto const rooms = neighbours().rooms;
  for (auto const& room : rooms) ASSERT_TRUE(comes_to_read(room.name, text(room, 0)));
  // Each register stands still, at values that no other meter ever shows.
  begin();
  for (auto const& room : rooms)
    control_.say("energy " + room.address + " =" + std::to_string(room.initial_kwh + 1));
  end_if_deaf();
  for (auto const& room : rooms) EXPECT_TRUE(comes_to_read(room.name, text(room, 1))) << room.name;
  for (auto const& room : rooms) {
    EXPECT_THAT(registers(room.name, "accepted"),
                testing::ElementsAre(text(room, 0), text(room, 1)));
    // Only the very first, which waited for a second one to agree.
    EXPECT_THAT(registers(room.name, "quarantined"), testing::ElementsAre(text(room, 0)));
  }
}

INSTANTIATE_TEST_SUITE_P(
    OfEachKind, DirtyLines,
    testing::Values(Trouble{"Lost", "loss=10"}, Trouble{"Late", "late=2500", true},
                    Trouble{"Split", "split=4"}, Trouble{"Merged", "merge=1"},
                    Trouble{"BadChecksum", "bad_checksum=10"},
                    Trouble{"AllOfThem", "loss=5 split=3 bad_checksum=5 delay=50"}),
    [](auto const& one) { return one.param.name; });

}  // namespace
}  // namespace e2ms::scenario
