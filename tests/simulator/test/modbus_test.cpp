#include "simulator/core/modbus.hpp"

#include <gtest/gtest.h>

#include "bench.hpp"
#include "simulator/program/modbus_server.hpp"

namespace e2ms_sim {
namespace {

std::string answer(Meter& meter, std::string_view request) {
  return to_hex(answer_modbus(meter, kNoon, hex(request)));
}

TEST(SimModbus, AcrelCountsInHundredths) {
  Meter meter{modbus_meter(Model::acrel_ddsy1352), world_at_noon()};
  EXPECT_EQ(answer(meter, "03 0000 000A"),
            "0314"
            "00002710"
            "000003e8"
            "00000bb8"
            "00000fa0"
            "000007d0");
  EXPECT_EQ(answer(meter, "03 000D 0001"),
            "0302"
            "03e8");
  EXPECT_EQ(answer(meter, "03 0000 0011").substr(0, 4), "0322");
}

TEST(SimModbus, AcrelRelayTakesBothWordsOrNothing) {
  Meter meter{modbus_meter(Model::acrel_ddsy1352), world_at_noon()};
  EXPECT_EQ(answer(meter, "10 0057 0002 04 0001 0001"), "1000570002");
  EXPECT_TRUE(meter.state().relay_open);
  EXPECT_EQ(answer(meter, "03 0057 0002"),
            "0304"
            "00010001");
  EXPECT_EQ(answer(meter, "03 000C 0002"),
            "0304"
            "00000000");
  EXPECT_EQ(answer(meter, "10 0058 0001 02 0000"), "9002");
  EXPECT_EQ(answer(meter, "10 0057 0002 04 0000 0000"), "9003");
  EXPECT_TRUE(meter.state().relay_open);
  EXPECT_EQ(answer(meter, "10 0057 0002 04 0001 0000"), "1000570002");
  EXPECT_FALSE(meter.state().relay_open);
}

TEST(SimModbus, EastronAnswersFloatsToFunctionFour) {
  Meter meter{modbus_meter(Model::eastron_sdm230), world_at_noon()};
  EXPECT_EQ(answer(meter, "04 0048 0002"),
            "0404"
            "42c80000");  // 100 kWh
  EXPECT_EQ(answer(meter, "04 000C 0002"),
            "0404"
            "447a0000");                                     // 1000 W
  EXPECT_EQ(answer(meter, "04 0002 0002"), "040400000000");  // another phase
  EXPECT_EQ(answer(meter, "04 0050 0002"), "8402");
  EXPECT_EQ(answer(meter, "03 0048 0002"), "8302");
  EXPECT_EQ(answer(meter, "03 0014 0002"),
            "0304"
            "41300000");  // unit 11
  EXPECT_EQ(answer(meter, "10 0014 0002 04 41300000"), "9002");
}

TEST(SimModbus, ChintAnswersFloatsToFunctionThree) {
  Meter meter{modbus_meter(Model::chint_ddsu666), world_at_noon()};
  EXPECT_EQ(answer(meter, "03 4000 0002"),
            "0304"
            "42c80000");
  EXPECT_EQ(answer(meter, "03 2004 0002"),
            "0304"
            "3f800000");
  EXPECT_EQ(answer(meter, "03 2000 0008").size(), 2U * (2 + 16));
  EXPECT_EQ(answer(meter, "03 2000 000C"), "8302");
  EXPECT_EQ(answer(meter, "04 2000 0002"), "8401");
}

TEST(SimModbus, HikingRelayIsOneRegister) {
  Meter meter{modbus_meter(Model::hiking_dds238), world_at_noon()};
  EXPECT_EQ(answer(meter, "03 0000 0002"),
            "0304"
            "00002710");
  EXPECT_EQ(answer(meter, "03 000A 0008").substr(0, 12),
            "0310"
            "00002710");
  EXPECT_EQ(answer(meter, "03 001A 0001"),
            "0302"
            "0001");
  EXPECT_EQ(answer(meter, "10 001A 0001 02 0000"), "10001a0001");
  EXPECT_EQ(answer(meter, "03 001A 0001"),
            "0302"
            "0000");
  EXPECT_TRUE(meter.state().relay_open);
  EXPECT_EQ(answer(meter, "10 001A 0001 02 0002"), "9003");
  EXPECT_EQ(answer(meter, "06 001A 0001"), "8601");
}

TEST(SimModbus, RefusesWhatNoMeterHas) {
  Meter meter{modbus_meter(Model::acrel_ddsy1352), world_at_noon()};
  EXPECT_EQ(answer(meter, "01 0000 0001"), "8101");
  EXPECT_EQ(answer(meter, "2B 0E"), "ab01");
  EXPECT_EQ(answer(meter, "03 0000 0000"), "8303");
  EXPECT_EQ(answer(meter, "03 0000 003D"), "8303");
  EXPECT_EQ(answer(meter, "03 0010 0002"), "8302");
  EXPECT_EQ(answer(meter, "10 0057 0002 02 0001"), "9003");
}

TEST(SimModbus, GlitchZeroesEnergyButNotVoltage) {
  Meter meter{modbus_meter(Model::acrel_ddsy1352), world_at_noon()};
  meter.glitch_zero(1);
  auto const voltage = answer(meter, "03 000B 0001");
  EXPECT_NE(voltage, "03020000");
  EXPECT_EQ(answer(meter, "03 0000 0002"),
            "0304"
            "00000000");
  EXPECT_EQ(answer(meter, "03 0000 0002"),
            "0304"
            "00002710");
}

/// libmodbus and our own slave read the standard alike, for all that a master may ask.
TEST(SimModbus, LibmodbusAnswersAsOurOwnSlave) {
  auto const server = libmodbus_server();
  std::uint64_t compared = 0;
  for (auto const model :
       {Model::acrel_ddsy1352, Model::eastron_sdm230, Model::chint_ddsu666, Model::hiking_dds238}) {
    for (std::uint64_t i = 0; i < 4000; ++i) {
      Meter ours{modbus_meter(model), world_at_noon()};
      Meter theirs{modbus_meter(model), world_at_noon()};
      auto const chance = mix(3, i);
      auto const first = static_cast<unsigned>(i % 100 == 0 ? chance % 0x5100 : i / 8 % 0x200);
      Bytes pdu{static_cast<std::uint8_t>(chance % 5 == 0 ? 16 : 3 + chance % 2)};
      put_be16(pdu, first);
      auto const count = static_cast<unsigned>(1 + (chance >> 8) % 4);
      put_be16(pdu, count);
      if (pdu[0] == 16) {
        pdu.push_back(static_cast<std::uint8_t>(2 * count));
        for (unsigned k = 0; k < count; ++k) put_be16(pdu, (chance >> (16 + k)) & 1);
      }
      Bytes frame = hex("1234 0000");
      put_be16(frame, static_cast<unsigned>(pdu.size() + 1));
      frame.push_back(11);
      frame.insert(frame.end(), pdu.begin(), pdu.end());
      auto const whole = server(theirs, kNoon, frame);
      if (!whole) continue;
      ++compared;
      EXPECT_EQ(to_hex(ByteView{*whole}.subspan(7)), to_hex(answer_modbus(ours, kNoon, pdu)))
          << to_hex(frame);
      EXPECT_EQ(take_be16(*whole, 0), 0x1234U);
      EXPECT_EQ(take_be16(*whole, 4), whole->size() - 6);
      EXPECT_EQ(ours.state(), theirs.state());
    }
  }
  EXPECT_GT(compared, 8000U);
}

}  // namespace
}  // namespace e2ms_sim
