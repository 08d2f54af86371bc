#include "noise.hpp"

#include <gtest/gtest.h>

#include <string>

namespace e2ms::transport {
namespace {

std::string passed(NoiseFilter& filter, std::initializer_list<std::string_view> chunks) {
  Bytes out;
  for (auto const chunk : chunks) filter.pass(bytes_of(chunk), out);
  return std::string(text_of(out));
}

NoiseFilter heartbeat() {
  return NoiseFilter({bytes_of("www.usr.cn")});
}

TEST(NoiseFilter, RemovesAHeartbeatBeforeAnAnswer) {
  auto filter = heartbeat();
  EXPECT_EQ(passed(filter, {"www.usr.cn", "answer"}), "answer");
}

TEST(NoiseFilter, RemovesSeveralGluedToAnAnswer) {
  auto filter = heartbeat();
  EXPECT_EQ(passed(filter, {"www.usr.cnwww.usr.cnanswer"}), "answer");
}

TEST(NoiseFilter, RemovesAHeartbeatSplitAnywhere) {
  for (std::size_t at = 1; at < 10; ++at) {
    auto filter = heartbeat();
    std::string const text = "www.usr.cnanswer";
    EXPECT_EQ(passed(filter, {text.substr(0, at), text.substr(at)}), "answer") << at;
  }
}

TEST(NoiseFilter, GivesBackWhatOnlyBeganLikeAHeartbeat) {
  auto filter = heartbeat();
  EXPECT_EQ(passed(filter, {"www.", "meter"}), "www.meter");
}

TEST(NoiseFilter, LeavesTheSameBytesInsideAnAnswerAlone) {
  auto filter = heartbeat();
  EXPECT_EQ(passed(filter, {"an", "www.usr.cn", "swer"}), "anwww.usr.cnswer");
}

TEST(NoiseFilter, LooksAgainAfterTheNextRequest) {
  auto filter = heartbeat();
  EXPECT_EQ(passed(filter, {"first"}), "first");
  filter.expect_answer();
  EXPECT_EQ(passed(filter, {"www.usr.cnsecond"}), "second");
}

TEST(NoiseFilter, RemovesARegistrationThatPrefixesEachPacketAndAHeartbeat) {
  NoiseFilter filter({bytes_of("hb"), bytes_of("ID:0042;")});
  EXPECT_EQ(passed(filter, {"ID:0042;hbID:0042;answer"}), "answer");
}

TEST(NoiseFilter, WithoutTextsPassesEverything) {
  NoiseFilter filter({Bytes{}});
  EXPECT_EQ(passed(filter, {"a", "b"}), "ab");
}

}  // namespace
}  // namespace e2ms::transport
