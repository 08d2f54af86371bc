#include "simulator/core/dlt645.hpp"

#include <gtest/gtest.h>

#include "bench.hpp"

namespace e2ms_sim {
namespace {

using Verdict = Dlt645Cut::Verdict;

TEST(SimDlt645, ReadsTheTripFrameOfARealMaster) {
  auto const frame =
      hex("68 61 10 01 30 12 15 68 1C 10 35 6A 39 35 34 33 33 33 4D 33 33 33 33 63 45 CC 2C 16");
  auto const cut = cut_dlt645(frame);
  ASSERT_EQ(cut.verdict, Verdict::frame);
  EXPECT_EQ(cut.size, frame.size());
  EXPECT_EQ(to_hex(cut.request.payload), "02370602010000001a00000000301299");
  auto spec = single_phase();
  spec.address = "151230011061";
  spec.password = "020637";
  Meter meter{spec, world_at_noon()};
  auto const answer = answer_dlt645(meter, kNoon, cut.request);
  ASSERT_TRUE(answer);
  EXPECT_EQ(to_hex(*answer), "68611001301215689c003516");
  EXPECT_TRUE(meter.state().relay_open);
}

TEST(SimDlt645, BadChecksumEndOrHeaderIsNoFrame) {
  auto frame = hex("681290785634126811043333343368 16");
  EXPECT_EQ(cut_dlt645(frame).verdict, Verdict::frame);
  EXPECT_EQ(cut_dlt645(ByteView{frame}.first(9)).verdict, Verdict::need_more);
  for (std::size_t const at : {0U, 7U, 14U, 15U}) {
    auto broken = frame;
    broken[at] ^= 1;
    EXPECT_EQ(cut_dlt645(broken).verdict, Verdict::no_frame) << at;
  }
}

TEST(SimDlt645, AnswersEnergyAndItsRates) {
  Meter meter{single_phase(), world_at_noon()};
  EXPECT_EQ(read(meter, kNoon, "00010000"),
            "9100000100"
            "00000100");
  EXPECT_EQ(read(meter, kNoon, "00000000"),
            "9100000000"
            "00000100");
  EXPECT_EQ(read(meter, kNoon, "0001FF00"),
            "9100ff0100"
            "00000100"
            "00100000"
            "00300000"
            "00400000"
            "00200000");
  EXPECT_EQ(read(meter, kNoon, "00020000"),
            "9100000200"
            "00000000");
  EXPECT_EQ(read(meter, kNoon, "00010500"), "d102");
}

TEST(SimDlt645, SinglePhaseFillsAbsentPhases) {
  Meter meter{single_phase(), world_at_noon()};
  auto const block = read(meter, kNoon, "0201FF00");
  EXPECT_EQ(block.size(), 2U + 8 + 12);
  EXPECT_EQ(block.substr(14), "ffffffff");
  EXPECT_EQ(read(meter, kNoon, "02030000"),
            "9100000302"
            "000001");
  EXPECT_EQ(read(meter, kNoon, "02010400"), "d102");
}

TEST(SimDlt645, ThreePhaseBlocksHaveTheirSizes) {
  auto spec = single_phase();
  spec.model = Model::dlt645_three;
  Meter meter{spec, world_at_noon()};
  struct Block {
    std::string_view item;
    std::size_t bytes;
  };
  for (auto const& block : {Block{"0201FF00", 6},
                            {"0202FF00", 9},
                            {"0203FF00", 12},
                            {"0204FF00", 12},
                            {"0205FF00", 12},
                            {"0206FF00", 8},
                            {"02800002", 2},
                            {"040005FF", 14},
                            {"0001FF00", 20}}) {
    EXPECT_EQ(read(meter, kNoon, block.item).size(), 2 * (5 + block.bytes)) << block.item;
  }
}

TEST(SimDlt645, ShowsItsClockAndAddress) {
  Meter meter{single_phase(), world_at_noon()};
  EXPECT_EQ(read(meter, kNoon, "04000101"),
            "9101010004"
            "01231126");
  EXPECT_EQ(read(meter, kNoon + 61'000, "04000102"),
            "9102010004"
            "010112");
  EXPECT_EQ(read(meter, kNoon, "0400010C"),
            "910c010004"
            "00001201231126");
  EXPECT_EQ(read(meter, kNoon, "04000401"),
            "9101040004"
            "010100112420");
  EXPECT_EQ(read(meter, kNoon, "03010000"), "d102");
}

TEST(SimDlt645, RelayObeysAndTellsItsStatus) {
  Meter meter{single_phase(), world_at_noon()};
  EXPECT_EQ(read(meter, kNoon, "04000503"),
            "9103050004"
            "0000");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1A, kFivePastNoon)), "9c");
  EXPECT_EQ(read(meter, kNoon, "04000503"),
            "9103050004"
            "5000");
  EXPECT_EQ(read(meter, kNoon, "02020100"),
            "9100010202"
            "000000");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1B, kFivePastNoon)), "9c");
  EXPECT_EQ(read(meter, kNoon, "04000503"),
            "9103050004"
            "1000");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1C, kFivePastNoon)), "9c");
  EXPECT_EQ(read(meter, kNoon, "04000503"),
            "9103050004"
            "0000");
  EXPECT_EQ(read(meter, kNoon, "1D000001"),
            "910100001d"
            "010000");
  EXPECT_EQ(read(meter, kNoon, "1E000001"),
            "910100001e"
            "010000");
}

TEST(SimDlt645, WrongPasswordOrPermissionIsRefused) {
  Meter meter{single_phase(), world_at_noon()};
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1A, kFivePastNoon, "02010000")), "dc04");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1A, kFivePastNoon, "04000000")), "dc04");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x77, kFivePastNoon)), "dc01");
  EXPECT_FALSE(meter.state().relay_open);
}

TEST(SimDlt645, ExpiryIsComparedWithTheMetersOwnClock) {
  Meter meter{single_phase(), world_at_noon()};
  EXPECT_EQ(ask(meter, kNoon + 6 * kMinuteMs, 0x1C, order(0x1A, kFivePastNoon)), "dc01");
  meter.set_clock_off(-10 * kMinuteMs);
  EXPECT_EQ(ask(meter, kNoon + 6 * kMinuteMs, 0x1C, order(0x1A, kFivePastNoon)), "9c");
  meter.set_clock_off(10 * kMinuteMs);
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1C, kFivePastNoon)), "dc01");
  EXPECT_TRUE(meter.state().relay_open);
}

TEST(SimDlt645, ZeroExpiryOnlyWhereTheMeterAllowsIt) {
  Meter strict{single_phase(), world_at_noon()};
  EXPECT_EQ(ask(strict, kNoon, 0x1C, order(0x1A, "000000000000")), "dc01");
  auto spec = single_phase();
  spec.zero_expiry_allowed = true;
  Meter lax{spec, world_at_noon()};
  EXPECT_EQ(ask(lax, kNoon, 0x1C, order(0x1A, "000000000000")), "9c");
}

TEST(SimDlt645, KeepPowerClosesAndRefusesTrips) {
  Meter meter{single_phase(), world_at_noon()};
  ask(meter, kNoon, 0x1C, order(0x1A, kFivePastNoon));
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x3A, kFivePastNoon)), "9c");
  EXPECT_EQ(read(meter, kNoon, "04000503"),
            "9103050004"
            "0010");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1A, kFivePastNoon)), "dc01");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x3B, kFivePastNoon)), "9c");
  EXPECT_EQ(ask(meter, kNoon, 0x1C, order(0x1A, kFivePastNoon)), "9c");
}

TEST(SimDlt645, BroadcastTimeIsTakenOnceADayAndWithinFiveMinutes) {
  Meter meter{single_phase(), world_at_noon()};
  meter.set_clock_off(-6 * kMinuteMs);
  EXPECT_EQ(ask(meter, kNoon, 0x08, hex("000012231126")), "silence");
  EXPECT_EQ(meter.clock_local_ms(kNoon) % kDayMs, (12 * 60 - 6) * kMinuteMs);
  meter.set_clock_off(-4 * kMinuteMs);
  ask(meter, kNoon, 0x08, hex("000012231126"));
  EXPECT_EQ(meter.state().clock_off_ms, 0);
  ask(meter, kNoon, 0x08, hex("000112231126"));
  EXPECT_EQ(meter.state().clock_off_ms, 0);
  ask(meter, kNoon + kDayMs, 0x08, hex("000112241126"));
  EXPECT_EQ(meter.state().clock_off_ms, kMinuteMs);
}

TEST(SimDlt645, WritesDateAndTimeWithItsPassword) {
  Meter meter{single_phase(), world_at_noon()};
  auto const write = [&](std::string_view name, std::string_view rest) {
    auto payload = item(name);
    auto const more = hex(rest);
    payload.insert(payload.end(), more.begin(), more.end());
    return ask(meter, kNoon, 0x14, payload);
  };
  EXPECT_EQ(write("04000102",
                  "0200000004030201"
                  "300413"),
            "94");
  EXPECT_EQ(read(meter, kNoon, "04000102"),
            "9102010004"
            "300413");
  EXPECT_EQ(write("04000101",
                  "0200000004030201"
                  "02241126"),
            "94");
  EXPECT_EQ(read(meter, kNoon, "0400010C"),
            "910c010004"
            "30041302241126");
  EXPECT_EQ(write("04000102",
                  "0299999904030201"
                  "000000"),
            "d404");
  EXPECT_EQ(write("04000102",
                  "0200000004030201"
                  "000025"),
            "d401");
  EXPECT_EQ(write("04000103",
                  "0200000004030201"
                  "15"),
            "d402");
}

TEST(SimDlt645, TellsItsAddressOnlyToTheFullWildcard) {
  Meter meter{single_phase(), world_at_noon()};
  auto const answer = answer_dlt645(meter, kNoon, {hex("AAAAAAAAAAAA"), 0x13, {}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(to_hex(*answer), to_hex(dlt645_frame(hex("010100112420"), 0x93, hex("010100112420"))));
  EXPECT_EQ(ask(meter, kNoon, 0x13, {}), "silence");
}

TEST(SimDlt645, ListensToItsOwnWildcardAndBroadcastAddresses) {
  Meter const meter{single_phase(), world_at_noon()};
  EXPECT_TRUE(dlt645_addressed(meter, {hex("010100112420"), 0x11, {}}));
  EXPECT_TRUE(dlt645_addressed(meter, {hex("0101AAAAAAAA"), 0x11, {}}));
  EXPECT_TRUE(dlt645_addressed(meter, {hex("999999999999"), 0x08, {}}));
  EXPECT_FALSE(dlt645_addressed(meter, {hex("010100112421"), 0x11, {}}));
  EXPECT_FALSE(dlt645_addressed(meter, {hex("0201AAAAAAAA"), 0x11, {}}));
}

TEST(SimDlt645, BroadcastReadsAndUnknownFunctionsStaySilent) {
  Meter meter{single_phase(), world_at_noon()};
  EXPECT_FALSE(answer_dlt645(meter, kNoon, {hex("999999999999"), 0x11, item("00010000")}));
  EXPECT_EQ(ask(meter, kNoon, 0x1F, {}), "silence");
}

TEST(SimDlt645, NotesItsRegistersAtTheMidnightsOfItsOwnClock) {
  Meter meter{single_phase(), world_at_noon()};
  EXPECT_EQ(ask(meter, kNoon, 0x11, item("05060001")), "d102");
  auto const next_noon = kNoon + kDayMs;
  EXPECT_EQ(ask(meter, next_noon, 0x11, item("05060001")),
            "9101000605"
            "0000241126");
  EXPECT_EQ(ask(meter, next_noon, 0x11, item("05060101")).substr(0, 18),
            "9101010605"
            "00120100");
  EXPECT_EQ(ask(meter, next_noon, 0x11, item("05060002")), "d102");
  EXPECT_EQ(ask(meter, next_noon + kDayMs, 0x11, item("05060002")),
            "9102000605"
            "0000241126");
}

}  // namespace
}  // namespace e2ms_sim
