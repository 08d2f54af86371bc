#include "e2ms/base/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace e2ms {
namespace {

TEST(IsoTime, IsWrittenInUtcWithMilliseconds) {
  EXPECT_EQ(to_iso({0}), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(to_iso({-1}), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(to_iso({1'795'392'142'007}), "2026-11-23T00:02:22.007Z");
  EXPECT_EQ(to_iso({951'782'400'000}), "2000-02-29T00:00:00.000Z");
}

TEST(IsoTime, IsReadWithOneToThreeFractionDigitsOrNone) {
  EXPECT_EQ(from_iso("2026-11-23T00:02:22Z"), (Instant{1'795'392'142'000}));
  EXPECT_EQ(from_iso("2026-11-23T00:02:22.5Z"), (Instant{1'795'392'142'500}));
  EXPECT_EQ(from_iso("2026-11-23T00:02:22.05Z"), (Instant{1'795'392'142'050}));
  EXPECT_EQ(from_iso("2026-11-23T00:02:22.005Z"), (Instant{1'795'392'142'005}));
  EXPECT_EQ(from_iso("1969-12-31T23:59:59.999Z"), (Instant{-1}));
  EXPECT_TRUE(from_iso("0000-01-01T00:00:00Z").has_value());
  EXPECT_TRUE(from_iso("9999-12-31T23:59:59.999Z").has_value());
}

class NoIsoTime : public testing::TestWithParam<char const*> {};

TEST_P(NoIsoTime, IsRefused) {
  EXPECT_EQ(from_iso(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, NoIsoTime,
    testing::Values("", "Z", "2026-11-23", "2026-11-23T00:02:22", "2026-11-23 00:02:22Z",
                    "2026-11-23T00:02:22.Z", "2026-11-23T00:02:22.0000Z",
                    "2026-11-23T00:02:22,000Z", "2026-11-23T00:02:22+08:00", "2026-11-23T24:00:00Z",
                    "2026-11-23T00:60:00Z", "2026-11-23T23:59:60Z", "2026-02-29T00:00:00Z",
                    "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-11-00T00:00:00Z",
                    "2026-11-31T00:00:00Z", "-026-11-23T00:02:22Z", "2026-11-23T-1:02:22Z",
                    "2026-11-23T00:02:2 Z", "2026-11-23T00:02:22ZZ", "2026-11-23T00:02:22.5",
                    "20261123T000222.0000Z", "2026-11-23T00:02:22z"));

RC_GTEST_PROP(IsoTimeProperty, WhatIsWrittenIsReadBack, ()) {
  // Years 0000 to 9999.
  Instant const at{*rc::gen::inRange<std::int64_t>(-62'167'219'200'000, 253'402'300'800'000)};
  RC_ASSERT(from_iso(to_iso(at)) == at);
}

}  // namespace
}  // namespace e2ms
