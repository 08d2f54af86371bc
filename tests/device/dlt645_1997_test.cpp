#include <nlohmann/json.hpp>

#include "bench.hpp"

namespace e2ms::device {
namespace {

using nlohmann::json;

constexpr auto kEdition = protocol::dlt645::Edition::y1997;

Zone shanghai() {
  return Zone::named("Asia/Shanghai").value();
}

/// A meter of the old edition: two bytes of identifier, control codes of its own.
struct Station1997 {
  protocol::Station station = *protocol::station_of("000010000192");

  Bytes reply(Byte control, std::string_view data) const {
    return protocol::make_frame(station, control, hex(data));
  }
  /// The identifier in print order, the value in wire order.
  Bytes value(std::string_view di, std::string_view value, Byte control = 0x81) const {
    auto bytes = hex(di);
    std::reverse(bytes.begin(), bytes.end());
    return protocol::make_frame(station, control, join(bytes, hex(value)));
  }
};

/// What the frame asks for: control code and data, in hex.
std::string sent(Request const& request) {
  auto const frame = protocol::find_frame(request.bytes).frame.value();
  return to_hex({{frame.control}}) + " " + to_hex(frame.data());
}

json generic() {
  return json::parse(text_of_file(std::string(MODEL_FOLDER) + "/dlt645-1997-single.json"), nullptr,
                     true, true);
}

Model read(json const& text) {
  auto file = read_model("m.json", text.dump());
  for (auto const& problem : file.problems) ADD_FAILURE() << problem.place << ": " << problem.text;
  return std::move(file.model).value();
}

/// A maker's own relay: an item that is written, and a bit of the meter's state.
json with_relay() {
  auto model = generic();
  model["relay"] = {{"settle_ms", 1000},
                    {"read_backs", 2},
                    {"written",
                     {{"permission", "02"},
                      {"password", "123456"},
                      {"order_di", "C039"},
                      {"open", "3333"},
                      {"close", "CCCC"},
                      {"state_di", "C020"},
                      {"state_mask", "0080"},
                      {"state_open", "0080"},
                      {"state_closed", "0000"}}}};
  return model;
}

class Edition1997 : public testing::Test {
 protected:
  std::unique_ptr<ReadingDialogue> reading(Wanted wanted) {
    return make_reading(model_, address_, {Framing::rtu, nullptr}, wanted);
  }
  std::unique_ptr<RelayDialogue> order(RelayOrder wanted) {
    RelayTask const task{wanted, shanghai(), std::nullopt};
    return make_relay(model_, address_, {Framing::rtu, nullptr}, task).value();
  }

  Model model_ = shipped("dlt645-1997-single");
  MeterAddress address_ = *MeterAddress::of(Protocol::dlt645_1997, "10000192");
  Station1997 meter_;
};

TEST_F(Edition1997, AWholeReadingIsPutTogether) {
  auto const talk = reading({.rates = true, .momentary = true, .relay = true, .clock = true});
  std::vector<std::tuple<std::string, std::string, std::string>> const script{
      {"01 1f90", "901F", "56341200 00010000 00020000 00030000 00040000 aa"},
      {"01 11b6", "B611", "2002"},
      {"01 21b6", "B621", "1805"},
      {"01 30b6", "B630", "122500"},
      {"01 50b6", "B650", "5009"},
      {"01 10c0", "C010", "02110225"},
      {"01 11c0", "C011", "325318"},
      {"01 10c0", "C010", "02110225"},
  };
  for (auto const& [question, di, value] : script) {
    auto const request = talk->next(kNow);
    ASSERT_TRUE(request);
    ASSERT_EQ(sent(*request), question);
    ASSERT_EQ(give(*talk, meter_.value(di, value)), Progress::answered);
  }
  EXPECT_FALSE(talk->next(kNow));
  auto const reading = talk->outcome().value();
  EXPECT_EQ(reading.total, Energy::wh(1'234'560));
  EXPECT_EQ(reading.rate[3], Energy::wh(4'000));
  EXPECT_EQ(reading.now.voltage_mv[0], 220'000);  // without a decimal
  EXPECT_EQ(reading.now.current_ma[0], 5'180);
  EXPECT_EQ(reading.now.power_mw, 251'200);
  EXPECT_EQ(reading.now.power_factor_e3, 950);
  EXPECT_FALSE(reading.relay);
  EXPECT_EQ(reading.meter_clock, (LocalTime{{2025, 2, 11}, 18, 53, 32}));
}

TEST_F(Edition1997, FollowUpFramesAreNotNumbered) {
  auto const talk = reading({.rates = true, .momentary = false, .relay = false, .clock = false});
  EXPECT_EQ(sent(*talk->next(kNow)), "01 1f90");
  give(*talk, meter_.value("901F", "56341200 00010000", 0xA1));
  EXPECT_EQ(sent(*talk->next(kNow)), "02 1f90");
  give(*talk, meter_.value("901F", "00020000 00030000 00040000", 0x82));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().value().rate[3], Energy::wh(4'000));
}

TEST_F(Edition1997, AnswersOfTheNewEditionAndOthersAreSkipped) {
  auto const talk = reading({false, false, false, false});
  auto const request = talk->next(kNow);
  Station645 const newer{meter_.station};
  for (auto const& wrong :
       {request->bytes, newer.value("00010000", "99000000"), meter_.value("9020", "99000000"),
        meter_.value("9010", "99000000", 0x82), meter_.reply(0x84, "")})
    EXPECT_EQ(give(*talk, wrong), Progress::waiting) << to_hex(wrong);
  EXPECT_EQ(give(*talk, meter_.value("9010", "56341200")), Progress::answered);
  EXPECT_EQ(talk->outcome().value().total, Energy::wh(1'234'560));
}

TEST_F(Edition1997, ARefusedBlockIsReadInItsItems) {
  auto const talk = reading({.rates = true, .momentary = false, .relay = false, .clock = false});
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(sent(*talk->next(kNow)), "01 1f90");
    give(*talk, meter_.reply(0xC1, "02"));
  }
  EXPECT_EQ(sent(*talk->next(kNow)), "01 1090");
  EXPECT_TRUE(talk->learnt().refused.contains(0x901F));
}

TEST_F(Edition1997, AVoltageSpelledOtherwiseIsConfigured) {
  auto text = generic();
  for (auto& item : text["dlt645"]["items"])
    if (item["di"] == "B611") item["decimals"] = 1;
  model_ = read(text);
  auto const talk = reading({.rates = false, .momentary = true, .relay = false, .clock = false});
  talk->next(kNow);
  give(*talk, meter_.value("9010", "56341200"));
  talk->next(kNow);
  give(*talk, meter_.value("B611", "0323"));
  EXPECT_EQ(talk->outcome().value().now.voltage_mv[0], 230'300);
}

TEST_F(Edition1997, AWrittenRelayIsOrderedByItsItemAndReadBack) {
  model_ = read(with_relay());
  auto const talk = order(RelayOrder::open);
  // Permission and password, no operator.
  EXPECT_EQ(sent(*talk->next(kNow)), "04 39c0021234563333");
  give(*talk, meter_.reply(0x84, ""));
  EXPECT_TRUE(talk->acknowledged());
  EXPECT_EQ(sent(*talk->next(kNow)), "01 20c0");
  give(*talk, meter_.value("C020", "00"));
  EXPECT_EQ(talk->read_back(), Relay::closed);
  EXPECT_EQ(sent(*talk->next(kNow)), "01 20c0");
  give(*talk, meter_.value("C020", "81"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->read_back(), Relay::open);
}

TEST_F(Edition1997, ARefusedOrderIsSaidAndTheStateStillRead) {
  model_ = read(with_relay());
  auto const talk = order(RelayOrder::close);
  talk->next(kNow);
  give(*talk, meter_.reply(0xC4, "04"));
  EXPECT_EQ(talk->refusal(), 0x04);
  talk->next(kNow);
  give(*talk, meter_.value("C020", "80"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->read_back(), Relay::open);
}

TEST_F(Edition1997, ThereIsNoKeyToWaitFor) {
  model_ = read(with_relay());
  RelayTask const key{RelayOrder::allow_close, shanghai(), std::nullopt};
  EXPECT_EQ(make_relay(model_, address_, {Framing::rtu, nullptr}, key).fault().code,
            FaultCode::unsupported);
}

TEST_F(Edition1997, TheClockIsSetWithoutAnOperator) {
  auto const talk =
      make_clock(model_, address_, {Framing::rtu, nullptr}, ClockTask::set, shanghai()).value();
  EXPECT_EQ(sent(*talk->next(kNow)), "04 10c00200000000231125");
  give(*talk, meter_.reply(0x84, ""));
  EXPECT_EQ(sent(*talk->next(kNow)), "04 11c002000000000008");
  give(*talk, meter_.reply(0x84, ""));
  EXPECT_EQ(sent(*talk->next(kNow)), "01 10c0");
}

TEST(Edition1997Frames, CodesAreTheOnesOfTheOldEdition) {
  using namespace protocol::dlt645;
  auto const parts = [](std::string_view text) {
    static protocol::Frame frame;
    frame = *protocol::find_frame(hex(text)).frame;
    return parts_of(frame, kEdition);
  };
  auto const read = parts("6807050600000068810643c397c633333216");
  EXPECT_EQ(read.function, Function::read);
  EXPECT_EQ(read.di, 0x9010U);
  EXPECT_TRUE(read.reply);
  EXPECT_EQ(to_hex(read.value), "64930000");
  EXPECT_EQ(parts("6878563412000068020252c3fd16").function, Function::read_next);
  EXPECT_TRUE(parts("6834691708172068c10135ba16").refused);
  // 10H is no read of 1997: it clears the demand.
  auto const clear = protocol::make_frame(protocol::kAnyStation, 0x10, {});
  EXPECT_EQ(parts_of(*protocol::find_frame(clear).frame, kEdition).function,
            Function::clear_demand);
}

}  // namespace
}  // namespace e2ms::device
