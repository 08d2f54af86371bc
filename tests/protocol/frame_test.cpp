#include "e2ms/protocol/frame.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "e2ms/protocol/dlt645.hpp"

namespace e2ms::protocol {
namespace {

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

std::optional<Station> station(std::string_view text) {
  return station_of(text);
}

/// 123456789012 answers 1234.56 kWh.

Bytes answer() {
  return make_frame(*station("123456789012"), 0x91, hex("0000010056341200"));
}

TEST(Frame, IsBuiltAsTheStandardDrawsIt) {
  auto const frame = dlt645::read_request(*station("123456789012"), 0x0201FF00);
  EXPECT_EQ(to_hex(frame), "fefefefe68129078563412681104333234356916");
}

TEST(Frame, TellsWhatItCarries) {
  auto const stream = answer();
  auto const found = find_frame(stream);
  ASSERT_TRUE(found.frame);
  EXPECT_EQ(to_text(found.frame->station), "123456789012");
  EXPECT_EQ(found.frame->control, 0x91);
  EXPECT_EQ(to_hex(found.frame->data()), "0000010056341200");
  EXPECT_EQ(found.end, stream.size());
}

TEST(Frame, CountsThePreambleRightBeforeIt) {
  auto stream = hex("fe 00 fe fe fe");
  auto const frame = answer();
  stream.insert(stream.end(), frame.begin(), frame.end());
  EXPECT_EQ(find_frame(stream).preamble, 3U);
}

TEST(Frame, IsRefusedForEachWrongByte) {
  auto const good = answer();
  for (std::size_t at = 0; at < good.size(); ++at) {
    auto bad = good;
    bad[at] = static_cast<Byte>(bad[at] ^ 0x01);
    EXPECT_FALSE(find_frame(bad).frame) << "byte " << at;
  }
}

TEST(Frame, LongerThanTheLimitIsNone) {
  auto const frame = make_frame(*station("1"), 0x91, Bytes(201, 0x00));
  EXPECT_FALSE(find_frame(frame, 200).frame);
  EXPECT_TRUE(find_frame(frame, 201).frame);
}

TEST(Frame, TheTrueStartMayLieInsideAFalseHeader) {
  // A start byte, six bytes, and the start byte of the true frame where the second would be.
  auto stream = hex("68 010203040506");
  auto const frame = answer();
  stream.insert(stream.end(), frame.begin(), frame.end());
  auto const found = find_frame(stream);
  ASSERT_TRUE(found.frame);
  EXPECT_EQ(found.begin, 7U);
}

TEST(Frame, ACompleteOneBehindADoubtfulHeaderWins) {
  auto stream = hex("68 010203040506 68 91 C8");
  auto const frame = answer();
  stream.insert(stream.end(), frame.begin(), frame.end());
  auto const found = find_frame(stream);
  ASSERT_TRUE(found.frame);
  EXPECT_EQ(found.begin, 10U);
}

TEST(Frame, WhatMayBecomeOneIsKept) {
  auto const frame = answer();
  Bytes stream = hex("aabb");
  stream.insert(stream.end(), frame.begin(), frame.begin() + 9);
  auto const found = find_frame(stream);
  EXPECT_FALSE(found.frame);
  EXPECT_EQ(found.keep_from, 2U);
  EXPECT_EQ(find_frame(hex("aabbcc")).keep_from, 3U);
}

TEST(Station, IsReadInLabelOrderAndPadded) {
  EXPECT_EQ(to_text(*station("12345678")), "000012345678");
  EXPECT_FALSE(station(""));
  EXPECT_FALSE(station("1234567890123"));
  EXPECT_FALSE(station("12g4"));
}

TEST(Station, AWildcardStandsForAnyHighBytes) {
  EXPECT_TRUE(answers_for(*station("aaaaaaaa0161"), *station("000000000161")));
  EXPECT_TRUE(answers_for(kAnyStation, *station("123456789012")));
  EXPECT_FALSE(answers_for(*station("000000000161"), *station("000000000162")));
}

RC_GTEST_PROP(FrameProperty, IsFoundBetweenAnyGarbageAndSplitAnywhere, ()) {
  auto const data = *rc::gen::container<Bytes>(rc::gen::arbitrary<Byte>());
  RC_PRE(data.size() <= kUsualData);
  auto const frame = make_frame(*station("201000000012"), 0x91, data);
  // Without start bytes, garbage cannot begin a frame that waits for more than is there.
  auto const garbage = rc::gen::container<Bytes>(
      rc::gen::suchThat(rc::gen::arbitrary<Byte>(), [](Byte byte) { return byte != 0x68; }));
  auto const before = *garbage;
  auto const after = *garbage;
  Bytes stream = before;
  stream.insert(stream.end(), frame.begin(), frame.end());
  stream.insert(stream.end(), after.begin(), after.end());
  auto const found = find_frame(stream);
  RC_ASSERT(found.frame.has_value());
  RC_ASSERT(found.begin == before.size());
  auto const payload = found.frame->data();
  RC_ASSERT(Bytes(payload.begin(), payload.end()) == data);

  auto const cut = *rc::gen::inRange<std::size_t>(0, stream.size() + 1);
  auto const end = found.begin + frame.size();
  Bytes kept(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut));
  auto const early = find_frame(kept);
  RC_ASSERT(early.frame.has_value() == (cut >= end));
  if (early.frame) return;
  kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(early.keep_from));
  kept.insert(kept.end(), stream.begin() + static_cast<std::ptrdiff_t>(cut), stream.end());
  RC_ASSERT(find_frame(kept).frame.has_value());
}

RC_GTEST_PROP(FrameProperty, NoInvalidFrameComesOutOfNoise, (Bytes const& noise)) {
  auto const found = find_frame(noise, kLongestData);
  RC_ASSERT(found.keep_from <= noise.size());
  if (!found.frame) return;
  auto const& frame = *found.frame;
  auto const again = make_frame(frame.station, frame.control, frame.data());
  RC_ASSERT(std::equal(again.begin(), again.end(),
                       noise.begin() + static_cast<std::ptrdiff_t>(found.begin)));
}

TEST(Dlt645, ARelayOrderIsBuiltAsCaptured) {
  dlt645::Access const access{0x02, {0x56, 0x34, 0x12}, {0x78, 0x56, 0x34, 0x12}};
  auto const frame =
      dlt645::relay_request(*station("12345678"), access, dlt645::RelayCommand::close,
                            LocalTime{{2026, 1, 31}, 23, 59, 59});
  EXPECT_EQ(to_hex(frame), "fefefefe68785634120000681c1035896745ab8967454f338c8c566434593b16");
}

TEST(Dlt645, TheTimeIsSentBackwards) {
  auto const frame = dlt645::set_time_request(kEveryStation, {{2022, 3, 17}, 14, 7, 47});
  EXPECT_EQ(to_hex(frame), "fefefefe689999999999996808067a3a474a36554416");
}

TEST(Dlt645, ADateCarriesItsWeekday) {
  EXPECT_EQ(to_hex(dlt645::encode_date({2026, 11, 23})), "01231126");  // a Monday
  EXPECT_EQ(to_hex(dlt645::encode_date({2024, 2, 29})), "04290224");
}

TEST(Dlt645, AFollowUpFrameGivesUpItsNumber) {
  auto const stream = make_frame(*station("1"), 0xB2, hex("00ff0100 01000000 05"));
  auto const frame = find_frame(stream).frame.value();
  auto const parts = dlt645::parts_of(frame);
  EXPECT_TRUE(parts.more);
  EXPECT_EQ(parts.di, 0x0001FF00U);
  EXPECT_EQ(parts.number, 5);
  EXPECT_EQ(to_hex(parts.value), "01000000");
}

TEST(Dlt645, LoadRecordsAreAskedForByCountAndTime) {
  auto const data = [](Bytes const& bytes) { return to_hex(find_frame(bytes).frame->data()); };
  auto const meter = *station("12345678");
  EXPECT_EQ(data(dlt645::read_load_request(meter, 0x06000000, 2, std::nullopt)), "0000000602");
  EXPECT_EQ(
      data(dlt645::read_load_request(meter, 0x06010001, 12, LocalTime{{2025, 11, 23}, 8, 15})),
      "01000106121508231125");
}

TEST(Dlt645, AFreezeSaysWhenOrAtOnce) {
  auto const sent = [](dlt645::FreezeTime const& when) {
    auto const frame = *find_frame(dlt645::freeze_request(kEveryStation, when)).frame;
    EXPECT_EQ(frame.control, 0x16);
    return to_hex(frame.data());
  };
  EXPECT_EQ(sent({}), "99999999");
  EXPECT_EQ(sent({.month = {}, .day = {}, .hour = {}, .minute = 0}), "00999999");
  EXPECT_EQ(sent({.month = {}, .day = {}, .hour = 23, .minute = 59}), "59239999");
  EXPECT_EQ(sent({.month = {}, .day = 1, .hour = 0, .minute = 0}), "00000199");
}

TEST(Dlt645, AnImpossibleTimeIsNone) {
  EXPECT_TRUE(dlt645::decode_date_and_time(hex("595923 02 290224")));
  EXPECT_FALSE(dlt645::decode_date_and_time(hex("595923 02 290225")));
  EXPECT_FALSE(dlt645::decode_date_and_time(hex("605923 02 280225")));
  EXPECT_FALSE(dlt645::decode_date_and_time(hex("5a5923 02 280225")));
  EXPECT_FALSE(dlt645::decode_date_and_time(hex("595923 02 2802")));
}

}  // namespace
}  // namespace e2ms::protocol
