#include "bench.hpp"
#include "reading_parts.hpp"

namespace e2ms::device {
namespace {

constexpr Wanted kEnergyOnly{false, false, false, false};

class ReadingRegisters : public testing::Test {
 protected:
  std::unique_ptr<ReadingDialogue> dialogue(Framing framing, Wanted wanted, Learnt learnt = {}) {
    return make_reading(model_, address_, {framing, &transactions_}, wanted, std::move(learnt));
  }

  Model model_ = shipped("hiking-dds238-zn-sr");
  MeterAddress address_ = *MeterAddress::of(Protocol::modbus, "1");
  TransactionIds transactions_{7};
};

TEST_F(ReadingRegisters, OneBlockSpansTheHolesTheModelAllows) {
  auto const talk = dialogue(Framing::rtu, {});
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 03 0000 001b"));
  // Total, six unused, export, import, 220.3 V, 1.25 A, -500 W, var, 0.9, 50.01 Hz, unused, relay.
  give(*talk, with_crc("01 03 36 0001e240 000000000000000000000000 00000000 0001e240"
                       "089b 007d fe0c 0000 0384 1389 0000000000000000 00000000 0000 0000 0001"));
  EXPECT_FALSE(talk->next(kNow));
  auto const reading = talk->outcome().value();
  EXPECT_EQ(reading.total, Energy::wh(1'234'560));
  EXPECT_EQ(reading.now.voltage_mv[0], 220'300);
  EXPECT_EQ(reading.now.current_ma[0], 1'250);
  EXPECT_EQ(reading.now.power_mw, -500'000);
  EXPECT_EQ(reading.now.power_factor_e3, 900);
  EXPECT_EQ(reading.now.frequency_mhz, 50'010);
  EXPECT_EQ(reading.relay, Relay::closed);
}

TEST(ReadingParts, KeepNoMomentaryValueThatCannotBeMeant) {
  Reading reading;
  put(reading, Quantity::power, kLargestMomentary + 1);
  put(reading, Quantity::current_a, -kLargestMomentary - 1);
  put(reading, Quantity::voltage_a, kLargestMomentary);
  put(reading, Quantity::energy, kLargestMomentary + 1);
  EXPECT_EQ(reading.now.power_mw, std::nullopt);
  EXPECT_EQ(reading.now.current_ma[0], std::nullopt);
  EXPECT_EQ(reading.now.voltage_mv[0], kLargestMomentary);
  EXPECT_EQ(reading.total.wh(), kLargestMomentary + 1);
}

TEST_F(ReadingRegisters, ARefusedBlockIsReadWithoutHolesAndRemembered) {
  auto const talk = dialogue(Framing::rtu, {});
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(talk->next(kNow)->bytes, with_crc("01 03 0000 001b"));
    give(*talk, with_crc("01 83 02"));
  }
  ASSERT_EQ(talk->next(kNow)->bytes, with_crc("01 03 0000 0002"));
  give(*talk, with_crc("01 03 04 0001e240"));
  // What is left is smaller than the refused block, and worth a try with its holes.
  ASSERT_EQ(talk->next(kNow)->bytes, with_crc("01 03 000c 000f"));
  for (int i = 0; i < 2; ++i) {
    give(*talk, with_crc("01 83 02"));
    if (i == 0) talk->next(kNow);
  }
  ASSERT_EQ(talk->next(kNow)->bytes, with_crc("01 03 000c 0003"));
  EXPECT_EQ(talk->learnt().refused.size(), 2U);
  auto const later = dialogue(Framing::rtu, {}, talk->learnt());
  EXPECT_EQ(later->next(kNow)->bytes, with_crc("01 03 0000 0002"));
}

TEST_F(ReadingRegisters, ARefusalOfTheEnergyAloneIsNotRemembered) {
  auto const talk = dialogue(Framing::rtu, kEnergyOnly);
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(talk->next(kNow)->bytes, with_crc("01 03 0000 0002"));
    give(*talk, with_crc("01 83 02"));
  }
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().fault(), (Fault{FaultCode::device_refused, 2}));
  EXPECT_TRUE(talk->learnt().refused.empty());
}

TEST_F(ReadingRegisters, ALateTransactionIsSkipped) {
  auto const talk = dialogue(Framing::tcp, kEnergyOnly);
  EXPECT_EQ(to_hex(talk->next(kNow)->bytes), "000700000006010300000002");
  EXPECT_EQ(give(*talk, hex("0006 0000 0007 01 03 04 00000001")), Progress::waiting);
  EXPECT_EQ(give(*talk, hex("0007 0000 0007 01 03 04 0001e240")), Progress::answered);
  EXPECT_EQ(talk->outcome().value().total, Energy::wh(1'234'560));
}

TEST_F(ReadingRegisters, ABusyMeterIsAskedAgainAndThenLeftAlone) {
  auto const talk = dialogue(Framing::rtu, kEnergyOnly);
  talk->next(kNow);
  give(*talk, with_crc("01 83 06"));
  ASSERT_TRUE(talk->next(kNow));
  auto stream = with_crc("01 83 06");
  EXPECT_EQ(talk->take(stream, kNow).fault(), (Fault{FaultCode::device_busy, 6}));
  EXPECT_FALSE(talk->next(kNow));
}

TEST_F(ReadingRegisters, AGatewayThatHearsNoMeterIsATimeout) {
  auto const talk = dialogue(Framing::tcp, kEnergyOnly);
  talk->next(kNow);
  give(*talk, hex("0007 0000 0003 01 83 0b"));
  talk->next(kNow);
  auto stream = hex("0008 0000 0003 01 83 0b");
  EXPECT_EQ(talk->take(stream, kNow).fault(), (Fault{FaultCode::timeout, 0x0B}));
}

TEST_F(ReadingRegisters, AFillPatternIsNoEnergy) {
  auto const talk = dialogue(Framing::rtu, kEnergyOnly);
  talk->next(kNow);
  auto stream = with_crc("01 03 04 ffffffff");
  EXPECT_EQ(talk->take(stream, kNow).fault().code, FaultCode::bad_value);
}

TEST_F(ReadingRegisters, AnEchoOfTheRequestIsNoAnswer) {
  auto const talk = dialogue(Framing::rtu, kEnergyOnly);
  auto const request = talk->next(kNow);
  EXPECT_EQ(give(*talk, request->bytes), Progress::waiting);
  EXPECT_EQ(give(*talk, join(request->bytes, with_crc("01 03 04 0001e240"))), Progress::answered);
}

TEST_F(ReadingRegisters, NoBlockOfAnAcrelIsAsLongAsItsRelaysState) {
  model_ = shipped("acrel-ddsy1352");
  auto const talk = dialogue(Framing::rtu, {});
  std::vector<Byte> sizes;
  while (auto const request = talk->next(kNow)) {
    sizes.push_back(request->bytes[5]);
    Bytes answer{1, 3, static_cast<Byte>(2 * sizes.back())};
    answer.resize(3 + 2U * sizes.back());
    give(*talk, with_crc(to_hex(answer)));
  }
  EXPECT_EQ(sizes, (std::vector<Byte>{17, 1})) << "all values, the relay";
}

TEST_F(ReadingRegisters, FloatsOfAnEastronAreReadExactly) {
  model_ = shipped("eastron-sdm230");
  auto const talk = dialogue(Framing::rtu, kEnergyOnly);
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 04 0048 0002"));
  give(*talk, with_crc("01 04 04 449a5225"));  // 1234.567
  EXPECT_EQ(talk->outcome().value().total, Energy::wh(1'234'567));
}

}  // namespace
}  // namespace e2ms::device
