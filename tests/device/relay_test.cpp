#include "bench.hpp"

namespace e2ms::device {
namespace {

Zone shanghai() {
  return Zone::named("Asia/Shanghai").value();
}

class RelayItems : public testing::Test {
 protected:
  std::unique_ptr<RelayDialogue> order(RelayOrder wanted) {
    RelayTask const task{wanted, shanghai(), std::nullopt};
    return make_relay(model_, address_, {Framing::rtu, nullptr}, task).value();
  }
  /// Answers the question for the meter's clock and returns the order's data.
  Bytes order_after_clock(RelayDialogue& talk, std::string_view clock) {
    EXPECT_EQ(asked(*talk.next(kNow)), "0400010c");
    give(talk, meter_.value("0400010c", clock));
    auto const request = talk.next(kNow);
    auto const frame = protocol::find_frame(request->bytes).frame.value();
    EXPECT_EQ(frame.control, 0x1C);
    auto const data = frame.data();
    return {data.begin(), data.end()};
  }

  Model model_ = shipped("dlt645-2007-single");
  MeterAddress address_ = *MeterAddress::of(Protocol::dlt645_2007, "201000000012");
  Station645 meter_;
};

TEST_F(RelayItems, TheOrderLastsBeyondTheLaterClock) {
  // Ours is 08:00 in Shanghai; the meter's is five minutes ahead, then behind.
  auto const ahead = order(RelayOrder::open);
  EXPECT_EQ(to_hex(order_after_clock(*ahead, "000508 00 231125")),
            "0200000000000000"
            "1a00"
            "003508231125");
  auto const behind = order(RelayOrder::open);
  EXPECT_EQ(to_hex(order_after_clock(*behind, "000007 00 231125")),
            "0200000000000000"
            "1a00"
            "003008231125");
}

TEST_F(RelayItems, SaysWhenTheOrderComesNext) {
  auto const talk = order(RelayOrder::open);
  EXPECT_FALSE(talk->orders_next()) << "the clock is read first";
  talk->next(kNow);
  give(*talk, meter_.value("0400010c", "000008 00 231125"));
  EXPECT_TRUE(talk->orders_next());
  talk->next(kNow);
  give(*talk, meter_.reply(0x9C, ""));
  EXPECT_FALSE(talk->orders_next());

  auto const unheard = order(RelayOrder::open);
  while (unheard->next(kNow)) unheard->timed_out();
  EXPECT_FALSE(unheard->orders_next());
  EXPECT_EQ(unheard->fault()->code, FaultCode::timeout);
}

TEST_F(RelayItems, AnAcknowledgementIsNotAState) {
  auto const talk = order(RelayOrder::open);
  order_after_clock(*talk, "000008 00 231125");
  give(*talk, meter_.reply(0x9C, ""));
  EXPECT_TRUE(talk->acknowledged());
  EXPECT_FALSE(talk->read_back());
  // Still closed, though ordered open: asked again, until it moved.
  auto const question = talk->next(kNow);
  EXPECT_EQ(asked(*question), "04000503");
  EXPECT_EQ(question->pause, model_.relay->settle);
  give(*talk, meter_.value("04000503", "4000"));
  EXPECT_EQ(talk->read_back(), Relay::closed);
  EXPECT_EQ(asked(*talk->next(kNow)), "04000503");
  give(*talk, meter_.value("04000503", "5000"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->read_back(), Relay::open);
  EXPECT_FALSE(talk->fault());
}

TEST_F(RelayItems, ALostAcknowledgementIsNoReasonToOrderTwice) {
  auto const talk = order(RelayOrder::close);
  order_after_clock(*talk, "000008 00 231125");
  talk->timed_out();
  EXPECT_EQ(asked(*talk->next(kNow)), "04000503");
  give(*talk, meter_.value("04000503", "0000"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_FALSE(talk->acknowledged());
  EXPECT_EQ(talk->read_back(), Relay::closed);
}

TEST_F(RelayItems, ARefusalHasItsCodeAndTheStateIsReadAllTheSame) {
  auto const talk = order(RelayOrder::open);
  order_after_clock(*talk, "000008 00 231125");
  give(*talk, meter_.reply(0xDC, "04"));
  EXPECT_EQ(talk->refusal(), Byte{0x04});
  EXPECT_EQ(asked(*talk->next(kNow)), "04000503");
  give(*talk, meter_.value("04000503", "0000"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_FALSE(talk->acknowledged());
  EXPECT_EQ(talk->read_back(), Relay::closed);
}

TEST_F(RelayItems, WhoMayOnlyAllowClosingWaitsForTheKey) {
  auto const talk = order(RelayOrder::allow_close);
  EXPECT_EQ(order_after_clock(*talk, "000008 00 231125")[8], 0x1B);
  give(*talk, meter_.reply(0x9C, ""));
  talk->next(kNow);
  give(*talk, meter_.value("04000503", "1000"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_TRUE(talk->waits_for_key());
  EXPECT_EQ(talk->read_back(), Relay::open);
}

TEST_F(RelayItems, SilenceAfterTheOrderIsNoState) {
  auto const talk = order(RelayOrder::open);
  order_after_clock(*talk, "000008 00 231125");
  give(*talk, meter_.reply(0x9C, ""));
  while (talk->next(kNow)) talk->timed_out();
  EXPECT_FALSE(talk->read_back());
  EXPECT_EQ(talk->fault()->code, FaultCode::timeout);
}

TEST_F(RelayItems, AMeterOfItsOwnPasswordGetsIt) {
  RelayTask const task{RelayOrder::open, shanghai(),
                       RelayAccess{0x04, {0x56, 0x34, 0x12}, {1, 0, 0, 0}}};
  model_.relay->identifiers->expiry = Expiry::zero;
  auto const talk = make_relay(model_, address_, {Framing::rtu, nullptr}, task).value();
  auto const request = talk->next(kNow);
  auto const frame = protocol::find_frame(request->bytes).frame.value();
  EXPECT_EQ(to_hex(frame.data()),
            "0456341201000000"
            "1a00"
            "000000000000");
}

TEST_F(RelayItems, TheStateAloneCanBeAsked) {
  auto const talk = make_relay_read(model_, address_, {Framing::rtu, nullptr}).value();
  EXPECT_EQ(asked(*talk->next(kNow)), "04000503");
  give(*talk, meter_.value("04000503", "5000"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().value(), Relay::open);

  auto const absent = make_relay_read(model_, address_, {Framing::rtu, nullptr}).value();
  absent->next(kNow);
  auto stream = meter_.value("04000503", "ffff");
  EXPECT_EQ(absent->take(stream, kNow).fault().code, FaultCode::bad_value);
}

TEST_F(RelayItems, TheClockIsSetAndReadBack) {
  auto const talk =
      make_clock(model_, address_, {Framing::rtu, nullptr}, ClockTask::set, shanghai()).value();
  for (auto const* value : {"00231125", "000008"}) {
    auto const frame = protocol::find_frame(talk->next(kNow)->bytes).frame.value();
    EXPECT_EQ(frame.control, 0x14);
    EXPECT_EQ(to_hex(frame.data().subspan(12)), value);
    give(*talk, meter_.reply(0x94, ""));
  }
  EXPECT_EQ(asked(*talk->next(kNow)), "0400010c");
  give(*talk, meter_.value("0400010c", "010008 00 231125"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->outcome().value().meter, (LocalTime{{2025, 11, 23}, 8, 0, 1}));
}

TEST_F(RelayItems, ANudgeOfTheClockExpectsNoAnswer) {
  auto const talk =
      make_clock(model_, address_, {Framing::rtu, nullptr}, ClockTask::nudge, shanghai()).value();
  auto const nudge = talk->next(kNow);
  EXPECT_FALSE(nudge->expects_answer);
  EXPECT_EQ(to_hex(protocol::find_frame(nudge->bytes).frame->data()), "000008231125");
  EXPECT_EQ(asked(*talk->next(kNow)), "0400010c");
}

class RelayRegisters : public testing::Test {
 protected:
  std::unique_ptr<RelayDialogue> order(std::string const& model, RelayOrder wanted) {
    model_ = shipped(model);
    RelayTask const task{wanted, shanghai(), std::nullopt};
    return make_relay(model_, address_, {Framing::rtu, nullptr}, task).value();
  }

  Model model_{};
  MeterAddress address_ = *MeterAddress::of(Protocol::modbus, "1");
};

TEST_F(RelayRegisters, AnAcrelIsTrippedAndReadBack) {
  auto const talk = order("acrel-ddsy1352", RelayOrder::open);
  EXPECT_TRUE(talk->orders_next());
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 10 0057 0002 04 00010001"));
  give(*talk, with_crc("01 10 0057 0002"));
  EXPECT_TRUE(talk->acknowledged());
  EXPECT_FALSE(talk->read_back());
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 03 0058 0001"));
  give(*talk, with_crc("01 03 02 0001"));
  EXPECT_FALSE(talk->next(kNow));
  EXPECT_EQ(talk->read_back(), Relay::open);
}

TEST_F(RelayRegisters, AHikingSaysOneForClosed) {
  auto const talk = order("hiking-dds238-zn-sr", RelayOrder::close);
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 10 001a 0001 02 0001"));
  talk->timed_out();
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 03 001a 0001"));
  give(*talk, with_crc("01 03 02 0001"));
  EXPECT_EQ(talk->read_back(), Relay::closed);
  EXPECT_FALSE(talk->acknowledged());
}

TEST_F(RelayRegisters, AStateTheModelDoesNotKnowIsNone) {
  auto const talk = order("hiking-dds238-zn-sr", RelayOrder::close);
  talk->next(kNow);
  give(*talk, with_crc("01 10 001a 0001"));
  while (talk->next(kNow)) give(*talk, with_crc("01 03 02 0007"));
  EXPECT_FALSE(talk->read_back());
  EXPECT_EQ(talk->fault()->code, FaultCode::bad_value);
}

/// The Hiking with another way to its relay.
RegisterRelay coil(Byte order_function, Byte state_function) {
  return {.order_function = order_function,
          .order_address = 0x0003,
          .open = {0},
          .close = {1},
          .state_function = state_function,
          .state_address = 0x0003,
          .state_mask = 1,
          .state_open = 0,
          .state_closed = 1};
}

TEST_F(RelayRegisters, ACoilIsOrderedAndReadAsOne) {
  model_ = shipped("hiking-dds238-zn-sr");
  model_.relay->registers = coil(5, 1);
  RelayTask const close{RelayOrder::close, shanghai(), std::nullopt};
  auto const talk = make_relay(model_, address_, {Framing::rtu, nullptr}, close).value();
  auto const request = talk->next(kNow)->bytes;
  EXPECT_EQ(request, with_crc("01 05 0003 ff00"));
  // The answer is a copy of the request.
  give(*talk, request);
  EXPECT_FALSE(talk->read_back());
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 01 0003 0001"));
  give(*talk, with_crc("01 01 01 01"));
  EXPECT_EQ(talk->read_back(), Relay::closed);
}

TEST_F(RelayRegisters, EveryWritingFunctionHasItsOwnForm) {
  RelayTask const open{RelayOrder::open, shanghai(), std::nullopt};
  for (auto const& [function, frame] : {std::pair<Byte, Bytes>{5, with_crc("01 05 0003 0000")},
                                        {6, with_crc("01 06 0003 0000")},
                                        {15, with_crc("01 0f 0003 0001 01 00")},
                                        {16, with_crc("01 10 0003 0001 02 0000")}}) {
    auto model = shipped("hiking-dds238-zn-sr");
    model.relay->registers = coil(function, 2);
    auto const talk = make_relay(model, address_, {Framing::rtu, nullptr}, open).value();
    EXPECT_EQ(talk->next(kNow)->bytes, frame);
    talk->timed_out();
    EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 02 0003 0001"));
    give(*talk, with_crc("01 02 01 00"));
    EXPECT_EQ(talk->read_back(), Relay::open);
  }
}

TEST_F(RelayRegisters, AReadingAsksForACoilBesideItsRegisters) {
  model_ = shipped("hiking-dds238-zn-sr");
  model_.relay->registers = coil(5, 1);
  auto const talk = make_reading(model_, address_, {Framing::rtu, nullptr},
                                 {.rates = false, .momentary = false, .relay = true});
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 01 0003 0001"));
  give(*talk, with_crc("01 01 01 fe"));  // the seven unused bits mean nothing
  EXPECT_EQ(talk->next(kNow)->bytes, with_crc("01 03 0000 0002"));
  give(*talk, with_crc("01 03 04 0001e240"));
  EXPECT_EQ(talk->outcome().value().relay, Relay::open);
}

TEST_F(RelayRegisters, WhatAModelCannotDoIsRefused) {
  auto const meter = shipped("eastron-sdm230");
  RelayTask const open{RelayOrder::open, shanghai(), std::nullopt};
  RelayTask const key{RelayOrder::allow_close, shanghai(), std::nullopt};
  LineTraits const line{Framing::rtu, nullptr};
  EXPECT_EQ(make_relay(meter, address_, line, open).fault().code, FaultCode::unsupported);
  EXPECT_EQ(make_relay_read(meter, address_, line).fault().code, FaultCode::unsupported);
  EXPECT_EQ(make_relay(shipped("acrel-ddsy1352"), address_, line, key).fault().code,
            FaultCode::unsupported);
}

}  // namespace
}  // namespace e2ms::device
