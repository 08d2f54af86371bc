#include "e2ms/protocol/greeting.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "e2ms/protocol/heartbeat.hpp"

namespace e2ms::protocol {
namespace {

Greeting rule(GreetingKind kind, std::string_view text) {
  auto made = Greeting::of(kind, text);
  EXPECT_TRUE(made) << text;
  return std::move(made).value();
}

/// The name, "..." while waiting, "?" for something else.
std::string hear(Greeting const& greeting, std::string_view text, bool quiet = false) {
  auto const heard = greeting.hear(bytes_of(text), quiet);
  if (heard.kind == Heard::Kind::waiting) return "...";
  return heard.kind == Heard::Kind::foreign ? "?" : heard.id;
}

TEST(Greeting, ATextOfFixedLengthMayBeSplitOrGlued) {
  auto const greeting = rule(GreetingKind::text, "REG:{id:15}");
  EXPECT_EQ(hear(greeting, "RE"), "...");
  EXPECT_EQ(hear(greeting, "REG:86612345678901"), "...");
  EXPECT_EQ(hear(greeting, "REG:866123456789012"), "866123456789012");
  EXPECT_EQ(hear(greeting, "REG:866123456789012ping"), "866123456789012");
  EXPECT_EQ(greeting.hear(bytes_of("REG:866123456789012ping"), false).length, 19U);
  EXPECT_EQ(hear(greeting, "REX"), "?");
}

TEST(Greeting, ATextWithoutLengthEndsAtItsEndOrInSilence) {
  auto const open = rule(GreetingKind::text, "{id}");
  EXPECT_EQ(hear(open, "dtu-17"), "...");
  EXPECT_EQ(hear(open, "dtu-17", true), "dtu-17");
  EXPECT_EQ(hear(open, "dtu-17\xfe\x68"), "dtu-17");
  auto const closed = rule(GreetingKind::text, "<{id}>");
  EXPECT_EQ(hear(closed, "<dtu-17"), "...");
  EXPECT_EQ(hear(closed, "<dtu-17>"), "dtu-17");
}

TEST(Greeting, AHexRuleNamesBinaryDevices) {
  auto const greeting = rule(GreetingKind::hex, "AA01{id:6}0D");
  auto const bytes = from_hex("aa01 00e04c680102 0d 68").value();
  auto const heard = greeting.hear(bytes, false);
  EXPECT_EQ(heard.id, "00e04c680102");
  EXPECT_EQ(heard.length, 9U);
}

TEST(Greeting, APatternNamesItsFirstGroup) {
  auto const json = rule(GreetingKind::pattern, R"re(\{"csq":\d+,"imei":"(\d{15})"[^}]*\})re");
  std::string const packet = R"re({"csq":27,"imei":"866123456789012","ver":"1.0"})re";
  EXPECT_EQ(hear(json, packet.substr(0, 22)), "...");
  EXPECT_EQ(hear(json, packet, true), "866123456789012");
  EXPECT_EQ(hear(json, packet + "h"), "866123456789012");
  EXPECT_EQ(hear(json, "GET / HTTP/1.1"), "?");
}

TEST(Greeting, EndlessTalkIsNoGreeting) {
  auto const greeting = rule(GreetingKind::pattern, "(a+)b");
  EXPECT_EQ(hear(greeting, std::string(kLongestGreeting + 1, 'a')), "?");
}

TEST(Greeting, RulesThatCannotBeMeantAreRefused) {
  EXPECT_FALSE(Greeting::of(GreetingKind::hex, "AA0"));
  EXPECT_FALSE(Greeting::of(GreetingKind::hex, "AA{id}"));
  EXPECT_FALSE(Greeting::of(GreetingKind::text, "{id}{id}"));
  EXPECT_FALSE(Greeting::of(GreetingKind::text, "{id:0}"));
  EXPECT_FALSE(Greeting::of(GreetingKind::text, "{id:x}"));
  EXPECT_FALSE(Greeting::of(GreetingKind::text, ""));
  EXPECT_FALSE(Greeting::of(GreetingKind::pattern, "(unclosed"));
}

/// The name and what is left of the stream, "..." while waiting, "?" for something else.
std::string hear(KnownNames const& known, std::string_view text, bool quiet = false) {
  auto const heard = known.hear(bytes_of(text), quiet);
  if (heard.kind == Heard::Kind::waiting) return "...";
  if (heard.kind == Heard::Kind::foreign) return "?";
  return heard.id + "|" + std::string(text.substr(heard.length));
}

TEST(KnownNames, ANameEndsInSilenceOrBeforeWhatIsNoName) {
  KnownNames known;
  known.add("DTU-1", {});
  EXPECT_EQ(hear(known, "DT"), "...");
  EXPECT_EQ(hear(known, "DTU-1"), "...");
  EXPECT_EQ(hear(known, "DTU-1", true), "DTU-1|");
  EXPECT_EQ(hear(known, "DTU-1\r\n"), "DTU-1|\r\n");
  EXPECT_EQ(hear(known, "DT", true), "?");
  EXPECT_EQ(hear(known, "GET /"), "?");
}

TEST(KnownNames, AnotherDtuWhoseNameBeginsAlikeIsNotTakenForTheKnownOne) {
  KnownNames known;
  known.add("DTU-1", {bytes_of("ping")});
  EXPECT_EQ(hear(known, "DTU-12"), "?");
  EXPECT_EQ(hear(known, "DTU-12", true), "?");
  known.add("DTU-12", {});
  EXPECT_EQ(hear(known, "DTU-1"), "...");
  EXPECT_EQ(hear(known, "DTU-12"), "...");
  EXPECT_EQ(hear(known, "DTU-12", true), "DTU-12|");
  EXPECT_EQ(hear(known, "DTU-12\xfe"), "DTU-12|\xfe");
  EXPECT_EQ(hear(known, "DTU-1", true), "DTU-1|");
  EXPECT_EQ(hear(known, "DTU-123", true), "?");
}

TEST(KnownNames, WhatADtuSaysOnItsOwnMayBeGluedToItsName) {
  KnownNames known;
  known.add("DTU-1", {bytes_of("ping")});
  EXPECT_EQ(hear(known, "DTU-1pi"), "...");
  EXPECT_EQ(hear(known, "DTU-1pi", true), "?");
  EXPECT_EQ(hear(known, "DTU-1ping"), "DTU-1|ping");
  EXPECT_EQ(hear(known, "DTU-1DTU-1ping"), "DTU-1|DTU-1ping");
  EXPECT_EQ(hear(known, "DTU-1pong"), "?");
}

TEST(KnownNames, ADtuMaySayMoreThanOneThingOnItsOwn) {
  KnownNames known;
  known.add("DTU-1", {bytes_of("ping"), bytes_of("0042")});
  EXPECT_EQ(hear(known, "DTU-1ping"), "DTU-1|ping");
  EXPECT_EQ(hear(known, "DTU-10042"), "DTU-1|0042");
  EXPECT_EQ(hear(known, "DTU-1004"), "...");
  EXPECT_EQ(hear(known, "DTU-1005"), "?");
}

TEST(Greeting, AClumsyPatternMayNotSpendOurTime) {
  auto const clumsy = rule(GreetingKind::pattern, "(x+x+)+y");
  // Each x more doubles the ways to read it; the name might still come, but not at that price.
  EXPECT_EQ(hear(clumsy, "xxxx"), "...");
  EXPECT_EQ(hear(clumsy, std::string(24, 'x')), "?");
  EXPECT_EQ(hear(clumsy, std::string(kLongestGreeting, 'x'), true), "?");
}

class Rules : public testing::Test {
 protected:
  void add(GreetingKind kind, std::string_view text) { rules.add(rule(kind, text)); }
  std::string hear(std::string_view text, bool quiet = false) {
    auto const heard = rules.hear(bytes_of(text), quiet,
                                  [this](std::string const& id) { return known.contains(id); });
    if (heard.kind == Heard::Kind::waiting) return "...";
    return heard.kind == Heard::Kind::foreign ? "?" : heard.id;
  }

  GreetingRules rules;
  std::set<std::string> known{"866123456789012", "77"};
};

TEST_F(Rules, TheFirstThatFindsAKnownNameWins) {
  add(GreetingKind::text, "SN{id}");
  add(GreetingKind::pattern, "SN0*([0-9]+)");
  EXPECT_EQ(hear("SN0077", true), "77");
  EXPECT_EQ(hear("SN0078", true), "0078") << "a stranger has the name of the first rule";
}

TEST_F(Rules, AStrangerWaitsWhileAnotherRuleMayFindAKnownName) {
  add(GreetingKind::text, "{id:4}");
  add(GreetingKind::text, "IMEI{id:15}");
  EXPECT_EQ(hear("IMEI8661"), "...");
  EXPECT_EQ(hear("IMEI866123456789012"), "866123456789012");
  EXPECT_EQ(hear("IMEI8661", true), "IMEI");
  EXPECT_EQ(hear("ABCD"), "ABCD");
}

TEST_F(Rules, APacketInPiecesIsNotTakenForAWordWhileARuleWaits) {
  add(GreetingKind::text, "REG:{id:15}");
  EXPECT_EQ(hear("REG:866", true), "...");
  EXPECT_EQ(hear("REX:866", true), "REX:866");
}

TEST_F(Rules, WithoutAnyAWordIsAName) {
  EXPECT_EQ(hear("866123456789012"), "...");
  EXPECT_EQ(hear("866123456789012", true), "866123456789012");
  EXPECT_EQ(hear("DTU-9\r\n"), "DTU-9");
  EXPECT_EQ(hear("GET / HTTP/1.1"), "?");
  EXPECT_EQ(hear("\x16\x03\x01"), "?");
}

TEST(Heartbeat, IsWrittenAsTextOrAsHex) {
  EXPECT_EQ(heartbeat_from("www.usr.cn"), bytes_of("www.usr.cn"));
  EXPECT_EQ(heartbeat_from("hex:7E 00"), (Bytes{0x7E, 0x00}));
  for (auto const* const wrong : {"", "hex:", "hex:7", "hex:xy"})
    EXPECT_EQ(heartbeat_from(wrong), std::nullopt) << wrong;
  EXPECT_EQ(heartbeat_from(std::string(kLongestHeartbeat + 1, 'x')), std::nullopt);
}

TEST(Heartbeat, SeveralAreKeptInOneText) {
  std::vector<Bytes> const both{bytes_of("ping"), {0x7E, 0x00}};
  EXPECT_EQ(join_heartbeats(both), "70696e67 7e00");
  EXPECT_EQ(split_heartbeats(join_heartbeats(both)), both);
  EXPECT_TRUE(split_heartbeats("").empty());
}

TEST(Heartbeats, AreTakenOffTheFrontOnly) {
  Heartbeats heartbeats;
  heartbeats.add(bytes_of("ping"));
  heartbeats.add(bytes_of("pingpong"));
  Bytes stream = bytes_of("pingpongpinghping");
  EXPECT_EQ(heartbeats.strip(stream), 2U);
  EXPECT_EQ(text_of(stream), "hping");
  EXPECT_EQ(heartbeats.strip(stream), 0U);
}

RC_GTEST_PROP(GreetingProperty, NoiseNeverCrashes, (Bytes const& noise, bool quiet)) {
  for (auto const& [kind, text] :
       {std::pair(GreetingKind::text, "A{id}Z"), std::pair(GreetingKind::hex, "{id:3}00"),
        std::pair(GreetingKind::pattern, "([0-9]+)[^0-9]")}) {
    auto const heard = Greeting::of(kind, text)->hear(noise, quiet);
    RC_ASSERT(heard.length <= noise.size());
    if (heard.kind == Heard::Kind::named) RC_ASSERT(!heard.id.empty());
  }
}

}  // namespace
}  // namespace e2ms::protocol
