#include "e2ms/protocol/modbus.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "e2ms/protocol/crc.hpp"

namespace e2ms::protocol::modbus {
namespace {

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

Bytes join(Bytes a, Bytes const& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes with_crc(Bytes frame) {
  auto const crc = crc16(frame);
  frame.push_back(static_cast<Byte>(crc));
  frame.push_back(static_cast<Byte>(crc >> 8));
  return frame;
}

Query const kVoltage = Query::read(1, kReadInput, 0, 2);
Bytes const kAnswer = with_crc(hex("01 04 04 43664666"));

/// The PDU of the answer in hex, or "none".
std::string answer(Query const& query, Bytes const& stream) {
  auto const found = find_answer_rtu(stream, query);
  return found.pdu ? to_hex(*found.pdu) : "none";
}

TEST(Modbus, FramesAreBuiltAsCaptured) {
  EXPECT_EQ(to_hex(rtu_frame(kVoltage)), "01040000000271cb");
  EXPECT_EQ(to_hex(tcp_frame(Query::read(255, kReadHolding, 352, 1), 15)),
            "000f00000006ff0301600001");
  std::uint16_t const words[]{0x3f80, 0x0000};
  EXPECT_EQ(to_hex(rtu_frame(Query::write(1, 107, words))), "0110006b0002043f800000b9c8");
}

TEST(Modbus, TheAnswerIsFoundAfterEchoAndGarbage) {
  EXPECT_EQ(answer(kVoltage, kAnswer), "040443664666");
  EXPECT_EQ(answer(kVoltage, join(rtu_frame(kVoltage), kAnswer)), "040443664666");
  EXPECT_EQ(answer(kVoltage, join(hex("00 01 04 ff 70696e67"), kAnswer)), "040443664666");
}

TEST(Modbus, WhatDoesNotBelongToTheRequestIsSkipped) {
  auto const other_unit = with_crc(hex("02 04 04 00000001"));
  auto const other_function = with_crc(hex("01 03 04 00000001"));
  auto const other_size = with_crc(hex("01 04 02 0001"));
  for (auto const& late : {other_unit, other_function, other_size}) {
    EXPECT_EQ(answer(kVoltage, late), "none");
    EXPECT_EQ(answer(kVoltage, join(late, kAnswer)), "040443664666");
  }
}

TEST(Modbus, AWrongChecksumIsNoAnswer) {
  for (std::size_t at = 0; at < kAnswer.size(); ++at) {
    auto bad = kAnswer;
    bad[at] = static_cast<Byte>(bad[at] ^ 0x10);
    EXPECT_EQ(answer(kVoltage, bad), "none") << "byte " << at;
  }
}

TEST(Modbus, AnAnswerAfterADamagedEchoIsNotBelieved) {
  auto const query = Query::read(0x14, kReadHolding, 0x0121, 1);
  EXPECT_EQ(answer(query, hex("1403012200022739 140302030234b6")), "none");
  EXPECT_EQ(answer(query, hex("140301210001d739 140302030234b6")), "03020302");
}

TEST(Modbus, AnAnswerAfterAnotherDamagedFrameIsBelieved) {
  Query const coils{1, hex("01 0000 0014")};
  EXPECT_EQ(answer(coils, hex("010103cc6b054282 010103cd6b054282")), "0103cd6b05");
}

TEST(Modbus, ExceptionsAreAnswers) {
  EXPECT_EQ(answer(kVoltage, with_crc(hex("01 84 02"))), "8402");
  EXPECT_EQ(answer(kVoltage, with_crc(hex("01 83 02"))), "none");
}

TEST(Modbus, AWriteIsAnsweredByItsAddressAndQuantity) {
  std::uint16_t const words[]{1, 0};
  auto const query = Query::write(1, 0x57, words);
  EXPECT_EQ(answer(query, with_crc(hex("01 10 0057 0002"))), "1000570002");
  EXPECT_EQ(answer(query, with_crc(hex("01 10 0057 0001"))), "none");
  EXPECT_EQ(answer(query, rtu_frame(query)), "none");
}

TEST(Modbus, AnotherTransactionIsSkipped) {
  auto const late = hex("0004 0000 0007 01 04 04 00000001");
  auto const mine = hex("0005 0000 0007 01 04 04 43664666");
  EXPECT_FALSE(find_answer_tcp(late, kVoltage, 5).pdu);
  auto const both = join(late, mine);
  auto const found = find_answer_tcp(both, kVoltage, 5);
  ASSERT_TRUE(found.pdu);
  EXPECT_EQ(to_hex(*found.pdu), "040443664666");
  EXPECT_EQ(found.consumed, late.size() + mine.size());
}

TEST(Modbus, NoAnswerIsFoundInsideAnotherTransaction) {
  auto const query = Query::read(1, kReadHolding, 0, 1);
  auto const other = hex("0008 0000 000f 01 03 0c 000900000005010302001100 00");
  auto const mine = hex("0009 0000 0005 01 03 02 022b");
  EXPECT_FALSE(find_answer_tcp(other, query, 9).pdu);
  auto const both = join(other, mine);
  EXPECT_EQ(to_hex(find_answer_tcp(both, query, 9).pdu.value()), "0302022b");
}

TEST(Modbus, MessagesOfTheWrongShapeAreNone) {
  EXPECT_FALSE(read_reply(hex("03 03 000000")));  // half a register
  EXPECT_FALSE(read_reply(hex("03 00")));         // nothing
  EXPECT_FALSE(read_reply(hex("83 00")));         // no exception has this code
  EXPECT_FALSE(read_request(hex("10 0000 0002 02 0001")));
}

TEST(Modbus, WhatTheSpecificationDoesNotAllowIsARequestAllTheSame) {
  for (auto const* pdu : {"03 0000 0000", "03 ffff 0002", "03 0000 007e", "01 0000 07d1"}) {
    auto const bytes = hex(pdu);
    auto const request = read_request(bytes);
    ASSERT_TRUE(request) << pdu;
    EXPECT_FALSE(within_limits(*request)) << pdu;
  }
  for (auto const* pdu : {"03 0000 0001", "03 ffff 0001", "03 0000 007d", "06 0000 ffff"}) {
    auto const bytes = hex(pdu);
    EXPECT_TRUE(within_limits(read_request(bytes).value())) << pdu;
  }
}

TEST(Modbus, AnExceptionAnswersWhatHasNoKnownAnswer) {
  EXPECT_EQ(answer({1, hex("07")}, with_crc(hex("01 87 01"))), "8701");
  EXPECT_EQ(answer({1, hex("03 0000 0100")}, with_crc(hex("01 83 03"))), "8303");
  EXPECT_EQ(answer({1, hex("03 0000 0100")}, with_crc(hex("01 03 00"))), "none");
}

RC_GTEST_PROP(ModbusProperty, AnAnswerIsFoundHoweverItIsSplit, ()) {
  auto const quantity = *rc::gen::inRange<std::uint16_t>(1, 60);
  auto const query = Query::read(7, kReadHolding, 0x100, quantity);
  Bytes frame{7, kReadHolding, static_cast<Byte>(quantity * 2)};
  auto const data = *rc::gen::container<Bytes>(quantity * 2U, rc::gen::arbitrary<Byte>());
  frame = with_crc(join(frame, data));
  // Noise that never begins like this unit's frames.
  auto const noise = *rc::gen::container<Bytes>(rc::gen::inRange<Byte>(8, 255));
  bool const echo = *rc::gen::arbitrary<bool>();
  auto const stream = join(join(noise, echo ? rtu_frame(query) : Bytes{}), frame);

  auto const cut = *rc::gen::inRange<std::size_t>(0, stream.size());
  Bytes kept(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(cut));
  auto const early = find_answer_rtu(kept, query);
  RC_ASSERT(!early.pdu);
  kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(early.consumed));
  kept.insert(kept.end(), stream.begin() + static_cast<std::ptrdiff_t>(cut), stream.end());
  auto const found = find_answer_rtu(kept, query);
  RC_ASSERT(found.pdu.has_value());
  RC_ASSERT(Bytes(found.pdu->begin() + 2, found.pdu->end()) == data);
}

RC_GTEST_PROP(ModbusProperty, NoiseNeverCrashesAndNeverAnswersWrongly, (Bytes const& noise)) {
  auto const found = find_answer_rtu(noise, kVoltage);
  RC_ASSERT(found.consumed <= noise.size());
  RC_ASSERT(find_answer_tcp(noise, kVoltage, 1).consumed <= noise.size());
  if (!found.pdu) return;
  auto const reply = read_reply(*found.pdu);
  RC_ASSERT(reply && fits(kVoltage, *reply));
}

}  // namespace
}  // namespace e2ms::protocol::modbus
