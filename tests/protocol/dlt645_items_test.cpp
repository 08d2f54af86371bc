#include "e2ms/protocol/dlt645_items.hpp"

#include <gtest/gtest.h>

namespace e2ms::protocol::dlt645 {
namespace {

/// The values of an identifier as they are printed; "null" and "invalid" for what has none.
std::vector<std::string> values(std::uint32_t di, std::string_view hex,
                                Edition edition = Edition::y2007) {
  auto const item = find_item(di, edition);
  if (!item) return {"unknown"};
  auto const decoded = decode_item(*item, from_hex(hex).value());
  if (!decoded) return {"wrong length"};
  std::vector<std::string> texts;
  for (auto const& value : *decoded) {
    if (value.kind == Value::Kind::absent)
      texts.push_back("null");
    else if (value.kind == Value::Kind::invalid)
      texts.push_back("invalid");
    else
      texts.push_back(to_text(value));
  }
  return texts;
}

using List = std::vector<std::string>;

TEST(Items, ForwardEnergyHasNoSign) {
  EXPECT_EQ(values(0x00010000, "00000080"), List{"800000.00"});
  EXPECT_EQ(values(0x00010000, "99999999"), List{"999999.99"});
}

TEST(Items, CombinedEnergyHasASign) {
  EXPECT_EQ(values(0x00000000, "56341280"), List{"-1234.56"});
  EXPECT_EQ(values(0x00000000, "00000080"), List{"0.00"});  // minus zero
}

TEST(Items, AllOnesIsAbsentAndOtherNibblesAreInvalid) {
  EXPECT_EQ(values(0x02010200, "ffff"), List{"null"});
  EXPECT_EQ(values(0x00010000, "00000e00"), List{"invalid"});
  EXPECT_EQ(values(0x0201FF00, "0323 ffff 0a00"), (List{"230.3", "null", "invalid"}));
}

TEST(Items, MomentaryValuesHaveTheirDecimals) {
  EXPECT_EQ(values(0x02020100, "885180"), List{"-5.188"});  // the sign is the top bit
  EXPECT_EQ(values(0x02030000, "122580"), List{"-0.2512"});
  EXPECT_EQ(values(0x02060000, "0010"), List{"1.000"});
  EXPECT_EQ(values(0x02800002, "0350"), List{"50.03"});
  EXPECT_EQ(values(0x02800007, "0582"), List{"-20.5"});
}

TEST(Items, DemandsCarryTheirTime) {
  EXPECT_EQ(values(0x01010000, "563412 0012010123"), (List{"12.3456", "2023-01-01T12:00"}));
}

TEST(Items, BlocksHaveAsManyRowsAsTheMeterHasTariffs) {
  EXPECT_EQ(values(0x0001FF00, "01000000 02000000"), (List{"0.01", "0.02"}));
  EXPECT_EQ(values(0x0001FF00, "01000000 aa 02000000"), (List{"0.01", "0.02"}));
  EXPECT_EQ(values(0x0001FF00, "0100000002"), List{"wrong length"});
  EXPECT_EQ(values(0x0201FF00, "0323 0323"), List{"wrong length"});
}

TEST(Items, ThePartsOfARowMayBeSeparatedToo) {
  List const hour{"2025-11-22T10:00", "1234.56", "0.00"};
  EXPECT_EQ(values(0x0504FF01, "0010221125 56341200 00000000"), hour);
  EXPECT_EQ(values(0x0504FF01, "0010221125 aa 56341200 aa 00000000"), hour);
  EXPECT_EQ(values(0x0504FF01, "0010221125 aa 56341200 aa 00000000 aa"), hour);
  EXPECT_EQ(values(0x0504FF01, "0010221125 aa 56341200 00000000"), List{"wrong length"});
  List const demands{"12.3456", "2023-01-01T12:00", "0.0001", "2023-01-02T12:00"};
  EXPECT_EQ(values(0x0101FF00, "563412 0012010123 010000 0012020123"), demands);
  EXPECT_EQ(values(0x0101FF00, "563412 0012010123 aa 010000 0012020123"), demands);
  EXPECT_EQ(values(0x0101FF00, "563412 aa 0012010123 aa 010000 aa 0012020123 aa"), demands);
}

TEST(Items, ARubbishWeekdayDoesNotSpoilTheDate) {
  EXPECT_EQ(values(0x04000101, "ff110225"), List{"2025-02-11"});
  EXPECT_EQ(values(0x0400010C, "325318 ff 110225"), List{"2025-02-11T18:53:32"});
  EXPECT_EQ(values(0x0400010C, "325318 02 1102fe"), List{"invalid"});
}

TEST(Items, ParametersAndStatusWords) {
  EXPECT_EQ(values(0x04000101, "02110225"), List{"2025-02-11"});
  EXPECT_EQ(values(0x04000102, "325318"), List{"18:53:32"});
  EXPECT_EQ(values(0x0400010C, "325318 02 110225"), List{"2025-02-11T18:53:32"});
  EXPECT_EQ(values(0x04000402, "914002011807"), List{"071801024091"});
  EXPECT_EQ(values(0x04000503, "1000"), List{"0010"});
  EXPECT_EQ(values(0x04000404, "56302e303232"), List{"220.0V"});
}

TEST(Items, MoneyAndCounters) {
  EXPECT_EQ(values(0x00900200, "56980100"), List{"198.56"});
  EXPECT_EQ(values(0x1D000001, "120000"), List{"12"});
  EXPECT_EQ(values(0x03300D00, "030000"), List{"3"});
}

TEST(Items, WhatIsNotInTheCatalogueIsUnknown) {
  for (auto const di :
       {0x00014000U, 0x0001000DU, 0x01800000U, 0x02010000U, 0x04A20200U, 0x06000003U, 0xFFFFFFFFU})
    EXPECT_EQ(values(di, "00"), List{"unknown"}) << std::hex << di;
}

TEST(Items, TheOldEditionHasItsOwnNumbers) {
  auto const old = Edition::y1997;
  EXPECT_EQ(values(0x9010, "61720200", old), List{"272.61"});
  EXPECT_EQ(values(0x901F, "01000000 02000000 aa", old), (List{"0.01", "0.02"}));
  EXPECT_EQ(values(0xB611, "2002", old), List{"220"});
  EXPECT_EQ(values(0x9410, "00000100", old), List{"100.00"});
  EXPECT_EQ(values(0x9010, "61720200"), List{"unknown"});
}

}  // namespace
}  // namespace e2ms::protocol::dlt645
