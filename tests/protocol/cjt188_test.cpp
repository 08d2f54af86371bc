#include "e2ms/protocol/cjt188.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "e2ms/protocol/crc.hpp"

namespace e2ms::protocol::cjt188 {
namespace {

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

Bytes operator+(Bytes a, Bytes const& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Target const kMeter{kColdWater, *station_of("00000805000001"), DiOrder::high_first};

/// An answer of that meter without preamble.
Bytes answer(std::string_view control, std::string_view data) {
  auto frame = hex("68 10 01 00 00 05 08 00 00") + hex(control);
  auto const bytes = hex(data);
  frame.push_back(static_cast<Byte>(bytes.size()));
  frame = frame + bytes;
  frame.push_back(sum8(frame));
  frame.push_back(0x16);
  return frame;
}

// A reading of 1234.56 m3, of 1000.00 m3 on the settlement day, with the valve open.
constexpr auto kReading = "901f 05 56341200 2c 00001000 2c 31012211052520 0000";

TEST(Water, RequestsAreBuiltAsTheStandardSays) {
  EXPECT_EQ(to_hex(read_request(kMeter, kFlow, 0)), "fefefefe6810010000050800000103901f003916");
  EXPECT_EQ(to_hex(valve_request(kMeter, Valve::close, 7)),
            "fefefefe6810010000050800000404a0170799e516");
  auto low_first = kMeter;
  low_first.order = DiOrder::low_first;
  EXPECT_EQ(to_hex(read_request(low_first, kFlow, 0)), "fefefefe68100100000508000001031f90003916");
}

TEST(Water, AddressesAreLowByteFirst) {
  EXPECT_EQ(to_text(kMeter.station), "00000805000001");
  EXPECT_EQ(kMeter.station[0], 0x01);
  EXPECT_FALSE(station_of("123456789012345"));
  EXPECT_FALSE(station_of("12x"));
  EXPECT_FALSE(station_of(""));
}

TEST(Water, AReadingIsLitres) {
  auto const found = find_frame(hex("fefe") + answer("81", kReading));
  ASSERT_TRUE(found.frame);
  EXPECT_EQ(found.begin, 2U);
  auto const parts = parts_of(*found.frame);
  EXPECT_EQ(parts.function, kRead);
  EXPECT_TRUE(parts.reply);
  EXPECT_EQ(parts.di, kFlow);
  EXPECT_EQ(parts.number, 5);
  auto const flow = decode_flow(parts.value);
  ASSERT_TRUE(flow);
  EXPECT_EQ(flow->litres, 1'234'560);
  EXPECT_EQ(flow->settled, 1'000'000);
  EXPECT_EQ(flow->clock, (LocalTime{{2025, 5, 11}, 22, 1, 31}));
  EXPECT_EQ(flow->status, (Status{Status::Valve::open, false}));
}

TEST(Water, UnitsAndStatusAreUnderstoodOrRefused) {
  auto const flow = [](std::string_view total, std::string_view rest) {
    return decode_flow(hex(total) + hex(rest));
  };
  constexpr auto kRest = "ffffffff ff ffffffffffffff 0700";
  auto const litres = flow("56341200 29", kRest);
  ASSERT_TRUE(litres);
  EXPECT_EQ(litres->litres, 1'234);
  EXPECT_FALSE(litres->settled);
  EXPECT_FALSE(litres->clock);
  EXPECT_EQ(litres->status, (Status{Status::Valve::abnormal, true}));
  EXPECT_FALSE(flow("5634120a 2c", kRest));       // no BCD
  EXPECT_FALSE(flow("ffffffff 2c", kRest));       // not measured
  EXPECT_FALSE(flow("56341200 05", kRest));       // kWh: a heat meter
  EXPECT_FALSE(flow("56341200 2c", "ffffffff"));  // cut off
  EXPECT_EQ(decode_status(hex("0100"))->valve, Status::Valve::closed);
  EXPECT_EQ(decode_status(hex("0200"))->valve, Status::Valve::unknown);
  EXPECT_FALSE(decode_status(hex("01")));
}

TEST(Water, ARefusalCarriesItsStatus) {
  auto const frame = *find_frame(answer("c4", "07 0400")).frame;
  auto const parts = parts_of(frame);
  EXPECT_TRUE(parts.refused);
  EXPECT_EQ(parts.function, kWrite);
  EXPECT_EQ(parts.number, 7);
  EXPECT_FALSE(parts.di);
  EXPECT_TRUE(decode_status(parts.value)->battery_low);
}

TEST(Water, AFrameInsideAFalseHeaderIsFound) {
  auto const frame = answer("81", kReading);
  // A start byte right before it waits for more, or ends where nothing ends.
  for (auto const* before : {"68", "6868", "68 10 00", "16 68 fe fe fe"}) {
    auto const found = find_frame(hex(before) + frame);
    ASSERT_TRUE(found.frame) << before;
    EXPECT_EQ(found.end, hex(before).size() + frame.size());
  }
}

TEST(Water, ADamagedFrameIsNone) {
  auto const frame = answer("81", kReading);
  for (std::size_t i = 0; i < frame.size(); ++i) {
    auto broken = frame;
    broken[i] ^= 0x10;
    EXPECT_FALSE(find_frame(broken).frame) << i;
  }
}

TEST(Water, LongerDataThanAllowedIsNoFrame) {
  auto const frame = answer("81", std::string(2 * 101, '0'));
  EXPECT_FALSE(find_frame(frame).frame);
  EXPECT_TRUE(find_frame(frame, 255).frame);
}

RC_GTEST_PROP(WaterProperty, AFrameIsFoundHoweverItIsSplit, (Bytes const& noise)) {
  // Noise with a start byte may hide the frame until the false header has ended.
  auto before = noise;
  std::replace(before.begin(), before.end(), Byte{0x68}, Byte{0x00});
  auto const frame = answer("81", kReading);
  Bytes stream;
  std::size_t found = 0;
  for (Byte const byte : before + frame) {
    stream.push_back(byte);
    auto const look = find_frame(stream);
    if (look.frame) ++found;
    if (!look.frame)
      stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(look.keep_from));
  }
  RC_ASSERT(found == 1U);
}

}  // namespace
}  // namespace e2ms::protocol::cjt188
