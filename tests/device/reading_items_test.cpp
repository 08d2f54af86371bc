#include "bench.hpp"

namespace e2ms::device {
namespace {

/// Reads a single-phase DL/T 645 meter.
class ReadingItems : public testing::Test {
 protected:
  std::unique_ptr<ReadingDialogue> dialogue(Wanted wanted, Learnt learnt = {}) {
    return make_reading(model_, address_, {Framing::rtu, nullptr}, wanted, std::move(learnt));
  }
  std::unique_ptr<ReadingDialogue> energy_only() { return dialogue({false, false, false, false}); }

  Model model_ = shipped("dlt645-2007-single");
  MeterAddress address_ = *MeterAddress::of(Protocol::dlt645_2007, "201000000012");
  Station645 meter_;
};

TEST_F(ReadingItems, AWholeReadingIsPutTogether) {
  auto const talk = dialogue({.rates = true, .momentary = true, .relay = true, .clock = true});
  std::vector<std::pair<std::string, std::string>> const script{
      {"0001ff00", "56341200 00010000 00020000 00030000 00040000"},
      {"02010100", "0323"},
      {"02020100", "885180"},
      {"02030000", "122580"},
      {"02060000", "0010"},
      {"02800002", "0350"},
      {"04000503", "5000"},
      {"0400010c", "325318 02 110225"},
  };
  for (auto const& [di, value] : script) {
    auto const request = talk->next(kNow);
    ASSERT_TRUE(request);
    ASSERT_EQ(asked(*request), di);
    ASSERT_EQ(give(*talk, meter_.value(di, value)), Progress::answered);
  }
  EXPECT_FALSE(talk->next(kNow));
  auto const reading = talk->outcome().value();
  EXPECT_EQ(reading.total, Energy::wh(1'234'560));
  EXPECT_EQ(reading.rate[0], Energy::wh(1'000));
  EXPECT_EQ(reading.rate[3], Energy::wh(4'000));
  EXPECT_FALSE(reading.rate[4]);
  EXPECT_EQ(reading.now.voltage_mv[0], 230'300);
  EXPECT_EQ(reading.now.current_ma[0], -5'188);
  EXPECT_EQ(reading.now.power_mw, -251'200);
  EXPECT_EQ(reading.now.power_factor_e3, 1'000);
  EXPECT_EQ(reading.now.frequency_mhz, 50'030);
  EXPECT_EQ(reading.relay, Relay::open);
  EXPECT_EQ(reading.meter_clock, (LocalTime{{2025, 2, 11}, 18, 53, 32}));
  EXPECT_EQ(reading.taken_at, kNow);
  EXPECT_EQ(reading.raw, "5634120000010000000200000003000000040000");
}

TEST_F(ReadingItems, NothingButTheAnswerIsTaken) {
  auto const talk = energy_only();
  auto const request = talk->next(kNow);
  Station645 const other{*protocol::station_of("201000000013")};
  auto damaged = meter_.value("00010000", "99000000");
  damaged[14] ^= 1;
  for (auto const& wrong :
       {request->bytes, other.value("00010000", "01000000"), meter_.value("00000000", "02000000"),
        damaged, hex("70696e67"), meter_.reply(0x9C, ""), other.refuse(2)})
    EXPECT_EQ(give(*talk, wrong), Progress::waiting);
  EXPECT_EQ(give(*talk, meter_.value("00010000", "56341200")), Progress::answered);
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().value().total, Energy::wh(1'234'560));
}

TEST_F(ReadingItems, AnAnswerMayComeInPieces) {
  auto const whole = join(hex("fefe"), meter_.value("00010000", "56341200"));
  for (std::size_t cut = 1; cut < whole.size(); ++cut) {
    auto const talk = energy_only();
    ASSERT_TRUE(talk->next(kNow));
    Bytes stream(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(cut));
    ASSERT_EQ(talk->take(stream, kNow).value(), Progress::waiting);
    stream.insert(stream.end(), whole.begin() + static_cast<std::ptrdiff_t>(cut), whole.end());
    ASSERT_EQ(talk->take(stream, kNow).value(), Progress::answered) << "cut at " << cut;
  }
}

TEST_F(ReadingItems, ARefusedBlockIsReadItemByItemAndRemembered) {
  auto const talk = dialogue({.rates = true, .momentary = false, .relay = false});
  EXPECT_EQ(asked(*talk->next(kNow)), "0001ff00");
  give(*talk, meter_.refuse(0x02));
  // A refusal names no item and may be a late one: asked again before it is believed.
  EXPECT_EQ(asked(*talk->next(kNow)), "0001ff00");
  give(*talk, meter_.refuse(0x02));
  for (auto const* di : {"00010000", "00010100", "00010200", "00010300", "00010400"}) {
    EXPECT_EQ(asked(*talk->next(kNow)), di);
    give(*talk, meter_.value(di, "00010000"));
  }
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->learnt().refused, std::set<std::uint32_t>{0x0001FF00});
  EXPECT_EQ(talk->outcome().value().rate[3], Energy::kwh(1));

  auto const later = dialogue({.rates = true, .momentary = false, .relay = false}, talk->learnt());
  EXPECT_EQ(asked(*later->next(kNow)), "00010000");
}

TEST_F(ReadingItems, AMeterWithoutTheEnergyIsSaidSo) {
  auto const talk = energy_only();
  talk->next(kNow);
  give(*talk, meter_.refuse(0x02));
  talk->next(kNow);
  give(*talk, meter_.refuse(0x02));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().fault(), (Fault{FaultCode::device_refused, 0x02}));
  EXPECT_TRUE(talk->learnt().refused.empty()) << "the meter may have been starting";
}

TEST_F(ReadingItems, AnEnergyThatCannotBeMeantIsNeverAReading) {
  for (auto const* value : {"ffffffff", "00000e00", "000000", "0000000000"}) {
    auto const talk = energy_only();
    talk->next(kNow);
    auto stream = meter_.value("00010000", value);
    auto const taken = talk->take(stream, kNow);
    ASSERT_FALSE(taken) << value;
    EXPECT_EQ(taken.fault().code, FaultCode::bad_value);
    EXPECT_FALSE(talk->next(kNow));
    EXPECT_EQ(talk->outcome().fault().code, FaultCode::bad_value);
  }
}

TEST_F(ReadingItems, AnAbsentVoltageLeavesAGap) {
  auto const talk = dialogue({.relay = false});
  EXPECT_EQ(asked(*talk->next(kNow)), "00010000");
  give(*talk, meter_.value("00010000", "00010000"));
  EXPECT_EQ(asked(*talk->next(kNow)), "02010100");
  give(*talk, meter_.value("02010100", "ffff"));
  EXPECT_EQ(asked(*talk->next(kNow)), "02020100");
  EXPECT_EQ(talk->outcome().value().now.voltage_mv[0], std::nullopt);
}

TEST_F(ReadingItems, SilenceIsATimeoutAfterOneRepetition) {
  auto const talk = energy_only();
  EXPECT_EQ(talk->next(kNow)->pause, model_.quiet);
  talk->timed_out();
  auto const again = talk->next(kNow);
  ASSERT_TRUE(again);
  EXPECT_GT(again->pause, model_.quiet);
  talk->timed_out();
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().fault().code, FaultCode::timeout);
}

TEST_F(ReadingItems, SilenceAfterTheEnergyKeepsTheReading) {
  auto const talk = dialogue({.relay = false});
  talk->next(kNow);
  give(*talk, meter_.value("00010000", "00010000"));
  while (talk->next(kNow)) talk->timed_out();
  EXPECT_EQ(talk->outcome().value().total, Energy::kwh(1));
}

TEST_F(ReadingItems, FollowUpFramesAreJoinedAndTheirNumberChecked) {
  auto const talk = dialogue({.rates = true, .momentary = false, .relay = false});
  talk->next(kNow);
  give(*talk, meter_.reply(0xB1, "00ff0100 56341200 00010000"));
  auto const follow_up = talk->next(kNow);
  auto const frame = protocol::find_frame(follow_up->bytes).frame.value();
  EXPECT_EQ(frame.control, 0x12);
  EXPECT_EQ(to_hex(frame.data()), "00ff010001");
  EXPECT_EQ(give(*talk, meter_.reply(0x92, "00ff0100 77000000 02")), Progress::waiting);
  EXPECT_EQ(give(*talk, meter_.reply(0x92, "00ff0100 00020000 00030000 00040000 01")),
            Progress::answered);
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().value().rate[3], Energy::kwh(4));
}

TEST(Address, IsReadFromTheOnlyMeterOfALine) {
  auto const talk = make_address();
  EXPECT_EQ(asked(*talk->next(kNow)), "function 13");
  give(*talk, Station645{}.reply(0x93, "120000001020"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().value().text(), "201000000012");
}

TEST(Address, OfExactlyOneMeterIsOneSpelling) {
  auto const text = [](Protocol protocol, std::string_view given) {
    auto const address = MeterAddress::of(protocol, given);
    return address ? address->text() : "refused";
  };
  EXPECT_EQ(text(Protocol::dlt645_2007, "12345678"), "000012345678");
  EXPECT_EQ(text(Protocol::modbus, "17"), "17");
  EXPECT_EQ(text(Protocol::modbus, "017"), "17");
  for (auto const* wrong : {"", "aaaaaaaaaaaa", "999999999999", "1234567890123", "12 34"})
    EXPECT_EQ(text(Protocol::dlt645_2007, wrong), "refused") << wrong;
  for (auto const* wrong : {"", "0", "248", "-1", "x"})
    EXPECT_EQ(text(Protocol::modbus, wrong), "refused") << wrong;
}

}  // namespace
}  // namespace e2ms::device
