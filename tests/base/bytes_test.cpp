#include "e2ms/base/bytes.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace e2ms {
namespace {

TEST(Hex, IsLowerCaseWithoutSpaces) {
  EXPECT_EQ(to_hex(Bytes{0x00, 0x68, 0xAB, 0xFF}), "0068abff");
  EXPECT_EQ(to_hex(Bytes{}), "");
}

TEST(Hex, IsReadInEitherCaseWithSpacesBetweenBytes) {
  EXPECT_EQ(from_hex("68 Ab\tfF\n00"), (Bytes{0x68, 0xAB, 0xFF, 0x00}));
  EXPECT_EQ(from_hex("  "), Bytes{});
  EXPECT_EQ(from_hex(""), Bytes{});
}

TEST(Hex, RefusesWhatIsNone) {
  for (char const* text : {"6", "68 A", "6 8", "6g", "0x68", "68,AB", "68-AB"})
    EXPECT_EQ(from_hex(text), std::nullopt) << text;
}

TEST(Bytes, CarryATextUnchanged) {
  std::string_view const text{"a\0\xFF", 3};
  EXPECT_EQ(text_of(bytes_of(text)), text);
}

RC_GTEST_PROP(HexProperty, WhatIsWrittenIsReadBack, (Bytes const& bytes)) {
  RC_ASSERT(from_hex(to_hex(bytes)) == bytes);
}

}  // namespace
}  // namespace e2ms
