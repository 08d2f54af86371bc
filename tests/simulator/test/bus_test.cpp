#include "simulator/core/bus.hpp"

#include <gtest/gtest.h>

#include "bench.hpp"

namespace e2ms_sim {
namespace {

Bytes energy_request(std::string_view address = "202411000101") {
  return dlt645_frame(dlt645_wire_address(address), 0x11, item("00010000"));
}

Bytes rtu(std::string_view text) {
  auto frame = hex(text);
  auto const crc = modbus_crc(frame);
  frame.push_back(static_cast<std::uint8_t>(crc & 0xFF));
  frame.push_back(static_cast<std::uint8_t>(crc >> 8));
  return frame;
}

struct SimBus : testing::Test {
  Bus bus{{.id = "gw", .framing = Framing::dlt645, .delay_ms = 200, .faults = {}}, 7};
  SimBus() {
    bus.add_meter(single_phase(), world_at_noon());
    bus.add_meter(modbus_meter(Model::acrel_ddsy1352), world_at_noon());
  }
  std::vector<Output> feed(Bytes const& bytes, std::int64_t at_ms = kNoon) {
    std::vector<Output> out;
    bus.on_bytes(at_ms, bytes, out);
    return out;
  }
};

Bytes operator+(Bytes left, Bytes const& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

TEST_F(SimBus, MixedBusAnswersBothProtocols) {
  auto const first = feed(hex("FEFEFEFE") + energy_request());
  ASSERT_EQ(first.size(), 1U);
  EXPECT_EQ(first[0].at_ms, kNoon + 200);
  EXPECT_EQ(first[0].bytes[8], 0x91);
  auto const second = feed(rtu("0B 03 0000 0002"), kNoon + 1000);
  ASSERT_EQ(second.size(), 1U);
  EXPECT_EQ(to_hex(second[0].bytes), to_hex(rtu("0B 03 04 0000 2710")));
}

TEST_F(SimBus, FramesMayComeInSinglesAndAmongNoise) {
  std::vector<Output> out;
  auto const stream = hex("68 00 11 0B 03") + energy_request() + hex("0B") + rtu("0B 03 0000 0002");
  for (auto const byte : stream) bus.on_bytes(kNoon, Bytes{byte}, out);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(out[0].bytes[8], 0x91);
  EXPECT_EQ(out[1].bytes[1], 0x03);
  EXPECT_EQ(out[1].at_ms, kNoon + 400);  // the bus is busy with the first answer
}

TEST_F(SimBus, HalfAFrameIsForgottenAfterAPause) {
  auto const frame = energy_request();
  EXPECT_TRUE(feed({frame.begin(), frame.begin() + 8}).empty());
  EXPECT_TRUE(feed({frame.begin() + 8, frame.end()}, kNoon + 2000).empty());
  EXPECT_EQ(feed(frame, kNoon + 4000).size(), 1U);
}

TEST_F(SimBus, WrongAddressOrChecksumMeetsSilence) {
  EXPECT_TRUE(feed(energy_request("202411000199")).empty());
  auto broken = energy_request();
  broken[broken.size() - 2] ^= 1;
  EXPECT_TRUE(feed(broken, kNoon + 1000).empty());
  EXPECT_TRUE(feed(hex("0B 03 0000 0002 FFFF"), kNoon + 2000).empty());
  EXPECT_TRUE(feed(rtu("0C 03 0000 0002"), kNoon + 3000).empty());
}

TEST_F(SimBus, TwoMetersThatAnswerOneWildcardCollide) {
  auto second = single_phase();
  second.address = "202411000102";
  bus.add_meter(second, world_at_noon());
  auto const out = feed(dlt645_frame(hex("AAAAAAAAAAAA"), 0x13, {}));
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(cut_dlt645(out[0].bytes).verdict, Dlt645Cut::Verdict::no_frame);
}

TEST_F(SimBus, TellsOnceThatARelayMoved) {
  auto const wire = dlt645_wire_address("202411000101");
  EXPECT_FALSE(bus.take_relay_change());
  feed(dlt645_frame(wire, 0x1C, order(0x1A, kFivePastNoon)));
  EXPECT_TRUE(bus.take_relay_change());
  EXPECT_FALSE(bus.take_relay_change());
  feed(rtu("0B 10 0057 0002 04 0001 0001"), kNoon + 1000);
  EXPECT_TRUE(bus.take_relay_change());
}

TEST_F(SimBus, LossAndOfflineLeaveSilence) {
  bus.faults().loss_percent = 100;
  EXPECT_TRUE(feed(energy_request()).empty());
  bus.faults() = {};
  bus.find("202411000101")->faults().offline = true;
  EXPECT_TRUE(feed(energy_request(), kNoon + 1000).empty());
  EXPECT_EQ(feed(rtu("0B 03 0000 0002"), kNoon + 2000).size(), 1U);
  bus.faults().offline = true;
  EXPECT_TRUE(feed(rtu("0B 03 0000 0002"), kNoon + 3000).empty());
}

TEST_F(SimBus, OfflineMeterDoesNotActOnOrders) {
  bus.find("11")->faults().offline = true;
  feed(rtu("0B 10 0057 0002 04 0001 0001"));
  EXPECT_FALSE(bus.find("11")->state().relay_open);
}

TEST_F(SimBus, LossHitsAboutItsShare) {
  bus.faults().loss_percent = 30;
  int answered = 0;
  for (int i = 0; i < 1000; ++i) {
    answered += feed(energy_request(), kNoon + i * 1000).empty() ? 0 : 1;
  }
  EXPECT_NEAR(answered, 700, 60);
}

TEST_F(SimBus, DelayKeepsTheBusBusyAndLateDoesNot) {
  bus.find("202411000101")->faults().late_ms = 5000;
  auto const late = feed(energy_request());
  auto const next = feed(rtu("0B 03 0000 0002"), kNoon + 300);
  EXPECT_EQ(late.at(0).at_ms, kNoon + 5200);
  EXPECT_EQ(next.at(0).at_ms, kNoon + 500);
  bus.find("11")->faults().delay_ms = 1000;
  EXPECT_EQ(feed(rtu("0B 03 0000 0002"), kNoon + 1000).at(0).at_ms, kNoon + 2200);
}

TEST_F(SimBus, SplitAnswerComesInPieces) {
  bus.faults().split = 3;
  auto const out = feed(energy_request());
  ASSERT_EQ(out.size(), 3U);
  EXPECT_LT(out[0].at_ms, out[1].at_ms);
  auto const whole = out[0].bytes + out[1].bytes + out[2].bytes;
  EXPECT_EQ(cut_dlt645(whole).verdict, Dlt645Cut::Verdict::frame);
}

TEST_F(SimBus, MergedAnswerWaitsForTheNext) {
  bus.faults().merge = true;
  EXPECT_TRUE(feed(energy_request()).empty());
  auto const out = feed(rtu("0B 03 0000 0002"), kNoon + 3000);
  ASSERT_EQ(out.size(), 1U);
  auto const first = cut_dlt645(out[0].bytes);
  ASSERT_EQ(first.verdict, Dlt645Cut::Verdict::frame);
  EXPECT_EQ(to_hex(ByteView{out[0].bytes}.subspan(first.size)), to_hex(rtu("0B 03 04 0000 2710")));
}

TEST_F(SimBus, BadChecksumSpoilsTheAnswer) {
  bus.faults().bad_checksum_percent = 100;
  auto const out = feed(energy_request());
  EXPECT_EQ(cut_dlt645(out.at(0).bytes).verdict, Dlt645Cut::Verdict::no_frame);
}

TEST_F(SimBus, GlitchAnswersZeroAndThenTheTruth) {
  bus.find("202411000101")->glitch_zero(1);
  auto const zero = cut_dlt645(feed(energy_request()).at(0).bytes).request.payload;
  auto const truth = cut_dlt645(feed(energy_request(), kNoon + 500).at(0).bytes).request.payload;
  EXPECT_EQ(to_hex(zero), "0000010000000000");
  EXPECT_EQ(to_hex(truth), "0000010000000100");
}

TEST_F(SimBus, SurvivesAnyStreamAndStillAnswers) {
  for (std::uint64_t i = 0; i < 20'000; ++i) {
    Bytes noise;
    auto const chance = mix(11, i);
    for (std::uint64_t k = 0; k < chance % 24; ++k) {
      static constexpr std::uint8_t kLikely[] = {0x68, 0x16, 0x0B, 0x03, 0x10, 0xFE, 0x00, 0x11};
      auto const any = mix(chance, k);
      noise.push_back(any % 3 == 0 ? static_cast<std::uint8_t>(any >> 8) : kLikely[any >> 8 & 7]);
    }
    feed(noise, kNoon + static_cast<std::int64_t>(i) * 10);
  }
  EXPECT_EQ(feed(energy_request(), kNoon + kDayMs).size(), 1U);
}

TEST(SimMbapBus, AnswersUnitsAndReportsAbsentOnes) {
  Bus bus{{.id = "gw", .framing = Framing::modbus_tcp, .delay_ms = 0, .faults = {}}, 7};
  bus.add_meter(modbus_meter(Model::acrel_ddsy1352), world_at_noon());
  std::vector<Output> out;
  bus.on_bytes(kNoon, hex("0001 0000 0006 0B 03 0000 0002 0002 0000 0006 0C 03 0000"), out);
  ASSERT_EQ(out.size(), 1U);
  EXPECT_EQ(to_hex(out[0].bytes), "0001000000070b030400002710");
  bus.on_bytes(kNoon + 5000, hex("0002"), out);
  ASSERT_EQ(out.size(), 2U);
  EXPECT_EQ(to_hex(out[1].bytes), "0002000000030c830b");
  bus.find("11")->faults().offline = true;
  bus.on_bytes(kNoon + 6000, hex("0003 0000 0006 0B 03 0000 0002"), out);
  EXPECT_EQ(to_hex(out.at(2).bytes), "0003000000030b830b");
}

}  // namespace
}  // namespace e2ms_sim
