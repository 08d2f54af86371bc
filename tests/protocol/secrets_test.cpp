#include "e2ms/protocol/secrets.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "e2ms/protocol/dlt645.hpp"

namespace e2ms::protocol {
namespace {

using dlt645::Edition;

Station const kMeter = station_of("202603010007").value();
dlt645::Access const kAccess{
    .permission = 0x02, .password = {0x21, 0x43, 0x65}, .operator_id = {0x91, 0x82, 0x73, 0x64}};
/// As they stand on the wire.
Bytes const kPassword{0x21 + 0x33, 0x43 + 0x33, 0x65 + 0x33};
Bytes const kOperator{0xC4, 0xB5, 0xA6, 0x97};

bool holds(Bytes const& stream, Bytes const& part) {
  return std::search(stream.begin(), stream.end(), part.begin(), part.end()) != stream.end();
}

Bytes hidden(Bytes stream) {
  hide_secrets(stream);
  return stream;
}

Bytes relay_order() {
  return dlt645::relay_request(kMeter, kAccess, dlt645::RelayCommand::trip, std::nullopt);
}

TEST(Secrets, OfARelayOrderGoAndTheOrderIsUnderstoodAsBefore) {
  auto const order = relay_order();
  ASSERT_TRUE(holds(order, kPassword));
  auto const shown = hidden(order);
  EXPECT_FALSE(holds(shown, kPassword));
  EXPECT_FALSE(holds(shown, kOperator));
  auto const found = find_frame(shown);
  ASSERT_TRUE(found.frame.has_value()) << "its sum fits";
  EXPECT_EQ(found.frame->control, 0x1C);
  EXPECT_EQ(found.frame->data()[8], 0x1A) << "trip";
  EXPECT_EQ(shown.size(), order.size());
}

TEST(Secrets, OfAWriteGoAndTheValueStays) {
  Bytes const value{0x12, 0x34, 0x56};
  for (auto const edition : {Edition::y2007, Edition::y1997}) {
    auto const write =
        dlt645::write_request(kMeter, edition == Edition::y2007 ? dlt645::kTime : dlt645::kTime1997,
                              kAccess, value, edition);
    ASSERT_TRUE(holds(write, kPassword));
    auto const shown = hidden(write);
    EXPECT_FALSE(holds(shown, kPassword));
    EXPECT_FALSE(holds(shown, kOperator));
    auto const found = find_frame(shown);
    ASSERT_TRUE(found.frame.has_value());
    auto const data = found.frame->data();
    EXPECT_TRUE(std::equal(value.rbegin(), value.rend(), data.rbegin()));
  }
}

TEST(Secrets, APasswordThatIsWrittenGoesToo) {
  Bytes const fresh{0x02, 0x11, 0x22, 0x77};
  Bytes const on_wire{0x35, 0x44, 0x55, 0xAA};
  auto const write = dlt645::write_request(kMeter, 0x04000C03, kAccess, fresh);
  ASSERT_TRUE(holds(write, on_wire));
  EXPECT_FALSE(holds(hidden(write), on_wire));
  Bytes change{0x03, 0x0C, 0x00, 0x04, 0x02, 0x21, 0x43, 0x65};
  change.insert(change.end(), fresh.begin(), fresh.end());
  auto const request = make_frame(kMeter, 0x18, change);
  EXPECT_FALSE(holds(hidden(request), kPassword));
  EXPECT_FALSE(holds(hidden(request), on_wire));
  EXPECT_FALSE(holds(hidden(make_frame(kMeter, 0x98, fresh)), on_wire)) << "the meter repeats it";
}

TEST(Secrets, OfAFrameWithoutItsEndGoAsWell) {
  auto const order = relay_order();
  for (std::size_t size = 0; size < order.size(); ++size) {
    Bytes const part(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_FALSE(holds(hidden(part), kPassword)) << size;
  }
}

TEST(Secrets, OfADamagedFrameGoAsWell) {
  auto order = relay_order();
  order.back() ^= 0xFF;
  EXPECT_FALSE(holds(hidden(order), kPassword));
  EXPECT_EQ(hidden(order).back(), order.back());
}

TEST(Secrets, WhatHoldsNoneStaysAsItIs) {
  auto const read = dlt645::read_request(kMeter, 0x00010000);
  EXPECT_EQ(hidden(read), read);
  auto const answer = make_frame(kMeter, 0x91, Bytes{0, 0, 1, 0, 0x68, 0x35, 0x1C, 0x68});
  EXPECT_EQ(hidden(answer), answer);
  Bytes const modbus{1, 3, 0, 0, 0, 2, 0xC4, 0x0B};
  EXPECT_EQ(hidden(modbus), modbus);
  EXPECT_EQ(hidden({}), Bytes{});
}

}  // namespace
}  // namespace e2ms::protocol
