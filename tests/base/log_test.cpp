#include "e2ms/base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2ms/base/result.hpp"

namespace e2ms {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// What one warning becomes on standard error.
std::string written(std::string_view event, log::Fields fields) {
  testing::internal::CaptureStderr();
  log::warn(event, fields);
  log::close();
  return testing::internal::GetCapturedStderr();
}

TEST(Log, IsOneJsonObjectALine) {
  auto const line = written("reading_regressed", {{"meter", MeterId{7}}, {"ok", false}});
  EXPECT_THAT(line, StartsWith("{\"at\":\"2"));
  EXPECT_THAT(line, HasSubstr("\"level\":\"warning\",\"event\":\"reading_regressed\""));
  EXPECT_THAT(line, EndsWith(",\"meter\":7,\"ok\":false}\n"));
}

TEST(Log, EscapesWhatWouldEndTheTextOrTheLine) {
  auto const line = written("x", {{"note", "a\"b\\c\n\r\t\x01}{"}});
  EXPECT_THAT(line, EndsWith(R"("note":"a\"b\\c\u000a\u000d\u0009\u0001}{"})"
                             "\n"));
}

TEST(Log, DoesNotReadTextsAsPatterns) {
  EXPECT_THAT(written("x", {{"note", "{} {0} %v %n"}}), HasSubstr("\"{} {0} %v %n\""));
}

TEST(Log, WritesFactsOfAllKinds) {
  auto const line = written(
      "x", {{"fault", Fault{FaultCode::timeout, 3}}, {"at", Instant{0}}, {"n", -5}, {"s", "中"}});
  EXPECT_THAT(line, HasSubstr("\"fault\":\"timeout/3\",\"at\":\"1970-01-01T00:00:00.000Z\""));
  EXPECT_THAT(line, HasSubstr("\"n\":-5,\"s\":\"中\""));
}

TEST(Log, KeepsSilentBelowItsLevel) {
  testing::internal::CaptureStderr();
  log::info("quiet");
  log::open(log::Level::error);
  log::warn("quiet");
  log::open(log::Level::warn);
  log::close();
  EXPECT_THAT(testing::internal::GetCapturedStderr(), IsEmpty());
}

TEST(Promises, AbortWhenBroken) {
  EXPECT_DEATH(ENSURE(1 + 1 == 3), "promise_broken.*1 \\+ 1 == 3");
}

TEST(Results, AbortWhenAskedForWhatTheyAreNot) {
  Result<int> const good = 5;
  Result<int> const bad = FaultCode::timeout;
  EXPECT_DEATH(static_cast<void>(good.fault()), "promise_broken");
  EXPECT_DEATH(static_cast<void>(bad.value()), "promise_broken");
}

}  // namespace
}  // namespace e2ms
