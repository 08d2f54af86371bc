#include "e2ms/device/line_reader.hpp"

#include <gtest/gtest.h>

#include "e2ms/protocol/cjt188.hpp"
#include "e2ms/protocol/dlt645.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;
namespace modbus = protocol::modbus;

protocol::Station const kMeter = protocol::station_of("202603010007").value();

Bytes answer(Byte control, Bytes const& data) {
  return protocol::make_frame_with_preamble(kMeter, control, data);
}

std::string only(LineReader::Pieces const& pieces) {
  return pieces.size() == 1 ? to_text(pieces.front().said) : std::to_string(pieces.size());
}

TEST(LineReader, ReadsAnAnswerThatComesInPieces) {
  LineReader reader(Framing::rtu);
  EXPECT_EQ(only(reader.sent(dlt645::read_request(kMeter, 0x00010000))),
            "202603010007 read 00010000");
  auto const reply = answer(0x91, {0, 0, 1, 0, 0x78, 0x56, 0x34, 0x12});
  ByteView const whole(reply);
  EXPECT_TRUE(reader.arrived(whole.first(11)).empty());
  EXPECT_EQ(only(reader.arrived(whole.subspan(11))), "202603010007 read 00010000 = 123456.78 kWh");
  EXPECT_TRUE(reader.arrived(bytes_of("heartbeat")).empty()) << "nothing is told twice";
}

TEST(LineReader, NamesRefusalsAndRelayOrders) {
  LineReader reader(Framing::rtu);
  dlt645::Access const access{};
  auto const trip = dlt645::relay_request(kMeter, access, dlt645::RelayCommand::trip, std::nullopt);
  EXPECT_EQ(only(reader.sent(trip)), "202603010007 relay trip");
  EXPECT_EQ(only(reader.arrived(answer(0x9C, {}))), "202603010007 relay ok");
  reader.sent(trip);
  EXPECT_EQ(only(reader.arrived(answer(0xDC, {0x04}))), "202603010007 relay refused: unauthorised");
}

TEST(LineReader, KnowsTheOlderEditionByItsFunctions) {
  LineReader reader(Framing::rtu);
  auto const request = dlt645::read_request(kMeter, 0x9010, dlt645::Edition::y1997);
  EXPECT_EQ(only(reader.sent(request)), "202603010007 read 9010");
  EXPECT_EQ(only(reader.arrived(answer(0x81, {0x10, 0x90, 0x78, 0x56, 0x34, 0x12}))),
            "202603010007 read 9010 = 123456.78 kWh");
}

TEST(LineReader, ReadsModbusOfBothFramings) {
  auto const query = modbus::Query::read(1, 3, 40, 2);
  LineReader rtu(Framing::rtu);
  EXPECT_EQ(only(rtu.sent(modbus::rtu_frame(query))), "1 read_holding 40 x2");
  auto const reply = modbus::rtu_frame({1, {3, 4, 0, 0, 0x13, 0x88}});
  EXPECT_EQ(only(rtu.arrived(reply)), "1 read_holding 40 x2 = 0000 1388");
  LineReader tcp(Framing::tcp);
  EXPECT_EQ(only(tcp.sent(modbus::tcp_frame(query, 7))), "1 read_holding 40 x2");
  EXPECT_EQ(only(tcp.arrived(from_hex("0007000000070103040000 1388").value())),
            "1 read_holding 40 x2 = 0000 1388");
  tcp.sent(modbus::tcp_frame(query, 8));
  EXPECT_EQ(only(tcp.arrived(from_hex("000800000003018302").value())),
            "1 read_holding refused: exception 2");
}

TEST(LineReader, ReadsWaterMeters) {
  protocol::cjt188::Target const target{.station = protocol::cjt188::station_of("1234567").value()};
  LineReader reader(Framing::rtu);
  EXPECT_EQ(only(reader.sent(protocol::cjt188::read_request(target, protocol::cjt188::kFlow, 1))),
            "00000001234567 read 901f");
}

TEST(LineReader, OfNoiseFindsNothing) {
  LineReader reader(Framing::rtu);
  EXPECT_TRUE(reader.sent(bytes_of("hello")).empty());
  for (int i = 0; i < 5000; ++i) EXPECT_TRUE(reader.arrived(bytes_of("h")).empty());
}

}  // namespace
}  // namespace e2ms::device
