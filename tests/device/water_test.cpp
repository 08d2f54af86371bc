#include "bench.hpp"
#include "e2ms/protocol/cjt188.hpp"

namespace e2ms::device {
namespace {

namespace cjt188 = protocol::cjt188;

/// An answer of the meter 00000805000001.
Bytes answer(std::string_view control, std::string_view data) {
  auto frame = hex("68 10 01000005080000");
  frame = join(frame, hex(control));
  auto const bytes = hex(data);
  frame.push_back(static_cast<Byte>(bytes.size()));
  frame = join(frame, bytes);
  frame.push_back(protocol::sum8(frame));
  frame.push_back(0x16);
  return frame;
}

/// 1234.56 m3 with this status, in answer to the request with this number.
Bytes reading(std::string_view number, std::string_view status) {
  return answer("81", "901f" + std::string(number) + "56341200 2c 00001000 2c 31012211052520" +
                          std::string(status));
}

class WaterMeter : public testing::Test {
 protected:
  std::unique_ptr<RelayDialogue> order(RelayOrder wanted) {
    RelayTask const task{wanted, Zone::named("Asia/Shanghai").value(), std::nullopt};
    return make_relay(model_, address_, line_, task).value();
  }

  Model model_ = shipped("cjt188-water");
  MeterAddress address_ = *MeterAddress::of(Protocol::cjt188, "805000001");
  TransactionIds numbers_{7};
  LineTraits line_{Framing::rtu, &numbers_};
};

TEST_F(WaterMeter, AReadingIsLitresAndTheValve) {
  auto const talk = make_water(model_, address_, line_).value();
  auto const request = talk->next(kNow);
  EXPECT_EQ(to_hex(request->bytes), "fefefefe6810010000050800000103901f074016");
  EXPECT_EQ(give(*talk, reading("07", "0400")), Progress::answered);
  EXPECT_FALSE(talk->next(kNow));
  auto const got = talk->outcome().value();
  EXPECT_EQ(got.total_litres, 1'234'560);
  EXPECT_EQ(got.settled_litres, 1'000'000);
  EXPECT_EQ(got.valve, Relay::closed);
  EXPECT_TRUE(got.battery_low);
  EXPECT_EQ(got.meter_clock, (LocalTime{{2025, 5, 11}, 22, 1, 31}));
  EXPECT_EQ(got.taken_at, kNow);
  EXPECT_LE(reading("07", "0400").size(), request->longest_answer);
}

TEST_F(WaterMeter, NothingButTheAnswerIsTaken) {
  auto const talk = make_water(model_, address_, line_).value();
  auto const request = talk->next(kNow);
  auto other = reading("07", "0000");
  other[2] = 0x02;  // another meter
  other[other.size() - 2]++;
  auto damaged = reading("07", "0000");
  damaged[14] ^= 1;
  for (auto const& wrong : {request->bytes, reading("06", "0000"), other, damaged,
                            answer("84", "a017 07 0000"), answer("81", "d120 07 00000000 2c")})
    EXPECT_EQ(give(*talk, wrong), Progress::waiting) << to_hex(wrong);
  EXPECT_EQ(give(*talk, join(hex("fefe68"), reading("07", "0000"))), Progress::answered);
}

TEST_F(WaterMeter, AQuestionIsRepeatedUnderANewNumber) {
  auto const talk = make_water(model_, address_, line_).value();
  talk->next(kNow);
  talk->timed_out();
  talk->next(kNow);
  EXPECT_EQ(give(*talk, reading("07", "0000")), Progress::waiting);
  EXPECT_EQ(give(*talk, reading("08", "0000")), Progress::answered);
}

TEST_F(WaterMeter, SilenceAndRubbishAreFaults) {
  auto const silent = make_water(model_, address_, line_).value();
  while (silent->next(kNow)) silent->timed_out();
  EXPECT_EQ(silent->outcome().fault().code, FaultCode::timeout);
  auto const heat = make_water(model_, address_, line_).value();
  heat->next(kNow);
  auto stream = answer("81", "901f 09 56341200 05 00001000 05 31012211052520 0000");
  EXPECT_EQ(heat->take(stream, kNow).fault().code, FaultCode::bad_value);
}

TEST_F(WaterMeter, AnOpenRelayIsAShutValve) {
  auto const talk = order(RelayOrder::open);
  EXPECT_EQ(to_hex(talk->next(kNow)->bytes), "fefefefe6810010000050800000404a0170799e516");
  give(*talk, answer("84", "a017 07 0000"));
  EXPECT_TRUE(talk->acknowledged());
  EXPECT_FALSE(talk->read_back());
  auto const question = talk->next(kNow);
  EXPECT_EQ(question->pause, model_.relay->settle);
  give(*talk, reading("08", "0000"));
  EXPECT_EQ(talk->read_back(), Relay::closed);  // still turning
  talk->next(kNow);
  give(*talk, reading("09", "0100"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->read_back(), Relay::open);
}

TEST_F(WaterMeter, ARefusedValveIsStillLookedAt) {
  auto const talk = order(RelayOrder::close);
  EXPECT_NE(to_hex(talk->next(kNow)->bytes).find("a0170755"), std::string::npos);
  give(*talk, answer("c4", "07 0300"));
  EXPECT_EQ(talk->refusal(), 0x03);
  talk->next(kNow);
  give(*talk, reading("08", "0300"));
  EXPECT_FALSE(talk->read_back());  // abnormal is no state
}

TEST_F(WaterMeter, ElectricityAndWaterAreNotMixedUp) {
  auto const electric = shipped("dlt645-2007-single");
  auto const address = *MeterAddress::of(Protocol::dlt645_2007, "1");
  EXPECT_EQ(make_water(electric, address, line_).fault().code, FaultCode::unsupported);
  EXPECT_FALSE(model_.measures(Quantity::energy));
  EXPECT_FALSE(MeterAddress::of(Protocol::cjt188, "123456789012345"));
  EXPECT_EQ(address_.text(), "00000805000001");
}

}  // namespace
}  // namespace e2ms::device
