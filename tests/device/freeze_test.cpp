#include "bench.hpp"

namespace e2ms::device {
namespace {

class FreezeItems : public testing::Test {
 protected:
  std::unique_ptr<FreezeDialogue> ask(unsigned back) {
    return make_freeze(model_, address_, {Framing::rtu, nullptr}, back).value();
  }

  Model model_ = shipped("dlt645-2007-single");
  MeterAddress address_ = *MeterAddress::of(Protocol::dlt645_2007, "201000000012");
  Station645 meter_;
};

TEST_F(FreezeItems, TheStampAndTheRegistersOfThatDayAreRead) {
  auto const talk = ask(17);
  EXPECT_EQ(asked(*talk->next(kNow)), "05060011");
  give(*talk, meter_.value("05060011", "0000 231125"));
  EXPECT_EQ(asked(*talk->next(kNow)), "05060111");
  give(*talk, meter_.value("05060111", "56341200 01000000 02000000 03000000 50341200"));
  EXPECT_FALSE(talk->next(kNow));
  auto const held = talk->outcome().value();
  EXPECT_EQ(held.frozen, (LocalTime{{2025, 11, 23}, 0, 0, 0}));
  EXPECT_EQ(held.total, Energy::wh(1'234'560));
  EXPECT_EQ(held.rate[0], Energy::wh(10));
  EXPECT_EQ(held.rate[3], Energy::wh(1'234'500));
  EXPECT_FALSE(held.rate[4].has_value());
}

TEST_F(FreezeItems, ADayWithoutAStampIsNotHeld) {
  for (auto const* const stamp : {"FFFFFFFFFF", "0000000000", "6000231125"}) {
    auto const talk = ask(1);
    talk->next(kNow);
    auto bytes = meter_.value("05060001", stamp);
    EXPECT_FALSE(talk->take(bytes, kNow));
    EXPECT_FALSE(talk->next(kNow)) << "the registers say nothing then";
    EXPECT_EQ(talk->outcome().fault().code, FaultCode::bad_value) << stamp;
  }
}

TEST_F(FreezeItems, AMeterWithoutFreezesIsNotAsked) {
  model_.daily_freezes = 0;
  EXPECT_EQ(make_freeze(model_, address_, {Framing::rtu, nullptr}, 1).fault().code,
            FaultCode::unsupported);
}

TEST_F(FreezeItems, ARefusalThatStaysIsPassedOn) {
  auto const talk = ask(1);
  talk->next(kNow);
  give(*talk, meter_.refuse(0x02));
  talk->next(kNow);
  auto again = meter_.refuse(0x02);
  EXPECT_FALSE(talk->take(again, kNow));
  EXPECT_EQ(talk->outcome().fault().code, FaultCode::device_refused);
}

}  // namespace
}  // namespace e2ms::device
