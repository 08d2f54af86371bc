#include "bench.hpp"
#include "number.hpp"

#include <rapidcheck/gtest.h>
#include <nlohmann/json.hpp>

namespace e2ms::device {
namespace {

using nlohmann::json;

json acrel() {
  return json::parse(text_of_file(std::string(MODEL_FOLDER) + "/acrel-ddsy1352.json"), nullptr,
                     true, true);
}
json single() {
  return json::parse(text_of_file(std::string(MODEL_FOLDER) + "/dlt645-2007-single.json"), nullptr,
                     true, true);
}

/// "place: text" of the only problem.
std::string problem(json const& model) {
  auto const file = read_model("m.json", model.dump());
  EXPECT_FALSE(file.model);
  std::string all;
  for (auto const& each : file.problems) {
    EXPECT_EQ(each.file, "m.json");
    all += (all.empty() ? "" : " | ") + each.place + ": " + each.text;
  }
  return all;
}

TEST(Models, AllShippedOnesAreValidAndNamedAsTheirFile) {
  int count = 0;
  for (auto const& entry : std::filesystem::directory_iterator(MODEL_FOLDER)) {
    ++count;
    auto const model = shipped(entry.path().stem().string());
    EXPECT_EQ(model.id, entry.path().stem().string());
    EXPECT_NE(model.measures(Quantity::energy), model.is_water());
    EXPECT_GE(model.rollover_wh(), 1'000'000'000);
  }
  EXPECT_GE(count, 25);
}

TEST(Models, AMistakeIsNamedWithItsPlace) {
  auto model = acrel();
  model["frob"] = 1;
  EXPECT_EQ(problem(model), "/frob: unknown key");
  model = acrel();
  model.erase("maker");
  EXPECT_EQ(problem(model), "/maker: is missing");
  model = acrel();
  model["modbus"]["registers"][1]["quantity"] = "energy.night";
  EXPECT_EQ(problem(model),
            "/modbus/registers/1/quantity: unknown quantity energy.night"
            " | /modbus/registers/1/quantity: is there twice");
  model = acrel();
  model["modbus"]["registers"][6]["unit"] = "A";
  EXPECT_EQ(problem(model), "/modbus/registers/6/unit: this quantity is not measured in A");
  model = acrel();
  model["relay"]["registers"]["state_closed"] = "0001";
  EXPECT_EQ(problem(model), "/relay/registers/state_closed: cannot be told from state_open");
  model = acrel();
  model["relay"]["registers"]["open"] = std::vector<std::string>(124, "0001");
  EXPECT_EQ(problem(model), "/relay/registers/open: must be 1 to 123 words");
  model = acrel();
  model["relay"]["registers"]["order_address"] = "FFFF";
  EXPECT_EQ(problem(model),
            "/relay/registers/open: ends beyond FFFF | /relay/registers/close: ends beyond FFFF");
  model = acrel();
  model["phases"] = 2;
  EXPECT_EQ(problem(model), "/phases: must be 1 or 3");
  model = acrel();
  model["modbus"]["registers"][0]["address"] = 7;
  EXPECT_EQ(problem(model), "/modbus/registers/0/address: 4 hex digits expected");
}

TEST(Models, ASpanIsOneReadOfTheModel) {
  auto model = acrel();
  model["modbus"]["spans"][0]["last"] = "0000";
  EXPECT_EQ(problem(model), "/modbus/spans/0/last: is not behind first");
  model = acrel();
  model["modbus"]["largest_block"] = 16;
  EXPECT_EQ(problem(model), "/modbus/spans/0/last: makes it longer than largest_block");
}

TEST(Models, ARelayOrderFitsItsFunction) {
  auto model = acrel();
  model["relay"]["registers"]["order_function"] = "06";
  EXPECT_EQ(problem(model),
            "/relay/registers/open: must be one, as this function writes one"
            " | /relay/registers/close: must be one, as this function writes one");
  model = acrel();
  model["relay"]["registers"]["order_function"] = "0F";
  model["relay"]["registers"]["open"][1] = "0002";
  EXPECT_EQ(problem(model), "/relay/registers/open: a coil is 0000 or 0001");
  model = acrel();
  model["relay"]["registers"]["order_address"] = "FFFF";
  EXPECT_EQ(problem(model),
            "/relay/registers/open: ends beyond FFFF | /relay/registers/close: ends beyond FFFF");
}

TEST(Models, ABlockOfOneKindMayBeSpelledOtherwise) {
  auto model = single();
  model["dlt645"]["blocks"][0]["decimals"] = 1;
  auto const read = read_model("m.json", model.dump()).model;
  ASSERT_TRUE(read);
  EXPECT_EQ(read->blocks[0].layout.parts[0].decimals, 1);
  EXPECT_EQ(read->identifiers[0].layout.parts[0].decimals, 2);
}

TEST(Models, AnUnknownProtocolIsNamed) {
  auto model = single();
  model["protocol"] = "dlt645-2008";
  EXPECT_EQ(read_model("m.json", model.dump()).problems.front().text,
            "unknown protocol dlt645-2008");
}

TEST(Models, AnIdentifierMustGiveWhatItIsSaidToGive) {
  auto model = single();
  model["dlt645"]["items"][0]["di"] = "02010100";
  EXPECT_EQ(problem(model), "/dlt645/items/0/gives: energy is not what the item holds");
  model = single();
  model["dlt645"]["items"][0]["di"] = "04A20200";
  EXPECT_EQ(problem(model), "/dlt645/items/0/di: is not in the catalogue of identifiers");
  model = single();
  model["dlt645"]["items"].erase(0);
  EXPECT_EQ(problem(model),
            "/dlt645/blocks/0/gives: energy is no single item"
            " | : nothing gives the energy");
}

TEST(Models, WhatIsNoModelIsSaidSo) {
  EXPECT_EQ(read_model("m.json", "{").problems[0].text, "is not JSON");
  EXPECT_EQ(read_model("m.json", "[]").problems[0].text, "must be an object");
  EXPECT_FALSE(read_model("m.json", "{}").model);
}

RegisterItem item(Number number, WordOrder order, int exponent) {
  return {Quantity::energy, 3, 0, number, order, exponent, {}};
}

TEST(Numbers, EveryWordOrderGivesTheSameFloat) {
  // 123456.0
  for (auto const& [order, wire] :
       {std::pair(WordOrder::abcd, "47f12000"), std::pair(WordOrder::cdab, "200047f1"),
        std::pair(WordOrder::badc, "f1470020"), std::pair(WordOrder::dcba, "0020f147")})
    EXPECT_EQ(number_of(item(Number::f32, order, 0), hex(wire)), 123'456) << wire;
}

TEST(Numbers, FloatsAreConvertedWithOneRounding) {
  auto const wh = [](std::string_view wire) {
    return number_of(item(Number::f32, WordOrder::abcd, 3), hex(wire));
  };
  EXPECT_EQ(wh("3f800000"), 1'000);
  EXPECT_EQ(wh("bf800000"), -1'000);
  EXPECT_EQ(wh("3dcccccd"), 100);  // 0.1
  EXPECT_EQ(wh("00000000"), 0);
  EXPECT_EQ(wh("80000000"), 0);
  EXPECT_EQ(wh("00000001"), 0);              // the smallest there is
  EXPECT_EQ(wh("3a03126f"), 1);              // 0.0005: half is rounded away
  EXPECT_EQ(wh("49742400"), 1'000'000'000);  // 1e6
  for (auto const* none : {"7f800000", "ff800000", "7fc00000", "7fffffff", "ffffffff", "7f7fffff"})
    EXPECT_FALSE(wh(none)) << none;
}

TEST(Numbers, IntegersKeepTheirSign) {
  EXPECT_EQ(number_of(item(Number::i16, WordOrder::abcd, 0), hex("fe0c")), -500);
  EXPECT_EQ(number_of(item(Number::u16, WordOrder::abcd, 0), hex("fe0c")), 65'036);
  EXPECT_EQ(number_of(item(Number::i32, WordOrder::cdab, 1), hex("ffffffff")), -10);
  EXPECT_EQ(number_of(item(Number::i64, WordOrder::abcd, -2), hex("0000000000000096")), 2);
  EXPECT_FALSE(number_of(item(Number::u64, WordOrder::abcd, 0), hex("ffffffffffffffff")));
  EXPECT_FALSE(scale(INT64_MAX, 1));
}

RC_GTEST_PROP(NumberProperty, AWholeFloatIsItself, ()) {
  auto const whole = *rc::gen::inRange<std::int64_t>(0, 1 << 24);
  // The float's bits, made by shifting: the top bit of the number is implied.
  std::uint32_t bits = 0;
  if (whole != 0) {
    int top = 23;
    while ((whole >> top) == 0) --top;
    auto const mantissa = static_cast<std::uint32_t>(whole << (23 - top)) & 0x7FFFFF;
    bits = static_cast<std::uint32_t>(top + 127) << 23 | mantissa;
  }
  Bytes const wire{static_cast<Byte>(bits >> 24), static_cast<Byte>(bits >> 16),
                   static_cast<Byte>(bits >> 8), static_cast<Byte>(bits)};
  RC_ASSERT(number_of(item(Number::f32, WordOrder::abcd, 3), wire) == whole * 1000);
}

RC_GTEST_PROP(DialogueProperty, NoiseNeitherCrashesNorReads, (std::vector<Bytes> const& noise)) {
  auto const model = shipped("dlt645-2007-single");
  auto const address = *MeterAddress::of(Protocol::dlt645_2007, "201000000012");
  auto const talk = make_reading(model, address, {Framing::rtu, nullptr}, {});
  RC_ASSERT(talk->next(kNow).has_value());
  Bytes stream;
  for (auto const& chunk : noise) {
    stream.insert(stream.end(), chunk.begin(), chunk.end());
    auto const taken = talk->take(stream, kNow);
    RC_ASSERT(taken && *taken == Progress::waiting);
  }
}

}  // namespace
}  // namespace e2ms::device
