#include <gtest/gtest.h>

#include "e2ms/protocol/crc.hpp"
#include "e2ms/protocol/dlt645_items.hpp"

namespace e2ms::protocol::dlt645 {
namespace {

using List = std::vector<std::string>;

List values(std::uint32_t di, Bytes const& bytes) {
  auto const item = find_item(di, Edition::y2007, bytes.size());
  if (!item) return {"unknown"};
  auto const decoded = decode_item(*item, bytes);
  if (!decoded) return {"wrong length"};
  List texts;
  for (auto const& value : *decoded)
    texts.push_back(value.kind == Value::Kind::absent    ? "null"
                    : value.kind == Value::Kind::invalid ? "invalid"
                                                         : to_text(value));
  return texts;
}

List values(std::uint32_t di, std::string_view hex) {
  return values(di, from_hex(hex).value());
}

Bytes repeat(std::string_view hex, std::size_t times) {
  Bytes out;
  auto const once = from_hex(hex).value();
  for (std::size_t i = 0; i < times; ++i) out.insert(out.end(), once.begin(), once.end());
  return out;
}

Bytes operator+(Bytes a, Bytes const& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

TEST(Records, AnHourlyBlockHasItsPartsWithAndWithoutSeparators) {
  List const all{"2025-11-23T14:00", "1234.56", "0.10"};
  EXPECT_EQ(values(0x0504FF01, "0014231125 56341200 10000000"), all);
  EXPECT_EQ(values(0x0504FF01, "0014231125 aa 56341200 aa 10000000"), all);
  EXPECT_EQ(values(0x0504FF0A, "0014231125 aa 56341200 aa 10000000 aa"), all);
  EXPECT_EQ(values(0x0504FF01, "0014231125 aa 56341200 10000000 aa"), List{"wrong length"});
}

TEST(Records, ADailyBlockIsSplitAtItsSeparators) {
  auto const time = hex("0000231125 aa");
  auto const forward = hex("05000000 01000000 02000000 01000000 01000000 aa");
  auto const reverse = repeat("00000000", 5) + hex("aa");
  // A single-phase meter leaves the reactive groups empty and keeps their separators.
  EXPECT_EQ(values(0x0506FF01,
                   time + forward + reverse + repeat("aa", 8) + repeat("000000", 8) + hex("aa")),
            (List{"2025-11-23T00:00", "0.05", "0.01", "0.02", "0.01", "0.01", "0.00", "0.00",
                  "0.00", "0.00", "0.00", "0.0000", "0.0000", "0.0000", "0.0000", "0.0000",
                  "0.0000", "0.0000", "0.0000"}));
  EXPECT_EQ(values(0x0506FF01, time + forward),
            (List{"2025-11-23T00:00", "0.05", "0.01", "0.02", "0.01", "0.01"}));
  EXPECT_EQ(values(0x0506FF01, time + forward + hex("0102")), List{"wrong length"});
}

TEST(Records, ADenseBlockIsBelievedOnlyWhole) {
  auto const whole = hex("0000231125") + repeat("10000000", 8 * 5) +
                     repeat("563412 0012010123", 2 * 5) + repeat("000080", 8);
  ASSERT_EQ(whole.size(), 269U);
  auto const all = values(0x0507FF01, whole);
  ASSERT_EQ(all.size(), 1U + 40U + 20U + 8U);
  EXPECT_EQ(all[1], "0.10");
  EXPECT_EQ(all[41], "12.3456");
  EXPECT_EQ(all[42], "2023-01-01T12:00");
  EXPECT_EQ(all.back(), "0.0000");
  EXPECT_EQ(values(0x0507FF01, Bytes(whole.begin(), whole.end() - 1)), List{"wrong length"});
}

Bytes load_record(Bytes const& body) {
  auto record = hex("a0a0") + Bytes{static_cast<Byte>(body.size())} + body;
  record.push_back(sum8(record));
  record.push_back(0xE5);
  return record;
}

TEST(Records, ALoadRecordGivesTheClassesItHolds) {
  auto const time = hex("1500231125");
  auto const first = hex("0323 ffff ffff 885100 ffffff ffffff 0350 aa");
  auto const energies = hex("56341200 00000000 00000000 00000080 aa");
  auto const record = load_record(time + first + repeat("aa", 2) + energies + repeat("aa", 2));
  List const all{"2025-11-23T00:15", "230.3", "null", "null", "5.188", "null", "null", "50.03",
                 "1234.56",          "0.00",  "0.00", "0.00"};
  EXPECT_EQ(values(0x06000001, record), all);
  auto twice = all;
  twice.insert(twice.end(), all.begin(), all.end());
  EXPECT_EQ(values(0x06000002, record + record), twice);
}

TEST(Records, WithoutARecordThereAreNoValues) {
  EXPECT_EQ(values(0x06000001, ""), List{});
}

TEST(Records, ABrokenLoadRecordIsNotGuessedAt) {
  auto const record = load_record(hex("1500231125") + repeat("aa", 6));
  EXPECT_EQ(values(0x06010000, record), List{"2025-11-23T00:15"});
  for (std::size_t i = 0; i < record.size(); ++i) {
    auto broken = record;
    broken[i] ^= 0x01;
    EXPECT_EQ(values(0x06010000, broken), List{"wrong length"}) << i;
  }
  EXPECT_EQ(values(0x06010000, Bytes(record.begin(), record.end() - 1)), List{"wrong length"});
  EXPECT_EQ(values(0x06010000, load_record(hex("1500231125"))), List{"wrong length"});
}

TEST(Records, EventsHaveTheSizesOfTheStandard) {
  for (auto const& [di, bytes] :
       {std::pair{0x03010101U, 131}, {0x0304030AU, 131}, {0x03050001U, 15},  {0x03060001U, 12},
        {0x03070001U, 76},           {0x0308000AU, 76},  {0x03090001U, 78},  {0x030A0001U, 78},
        {0x030B0101U, 115},          {0x030D0301U, 115}, {0x030E0101U, 76},  {0x030F0301U, 76},
        {0x03100001U, 27},           {0x03110001U, 12},  {0x03120000U, 18},  {0x03120601U, 20},
        {0x03300001U, 50},           {0x03300101U, 106}, {0x03300201U, 202}, {0x03300301U, 14},
        {0x03300401U, 16},           {0x03300501U, 682}, {0x03300601U, 94},  {0x03300701U, 11},
        {0x03300901U, 11},           {0x03300C01U, 16},  {0x03300D01U, 60},  {0x03300E01U, 60}}) {
    auto const item = find_item(di);
    ASSERT_TRUE(item) << std::hex << di;
    EXPECT_EQ(item->most_bytes(), static_cast<std::size_t>(bytes)) << std::hex << di;
    EXPECT_EQ(values(di, Bytes(static_cast<std::size_t>(bytes) + 1)), List{"wrong length"});
  }
}

TEST(Records, AnEventTellsItsTimesAndRegisters) {
  EXPECT_EQ(values(0x03300401, "78563412 000000010125 300500010125"),
            (List{"12345678", "2025-01-01T00:00:00", "2025-01-01T00:05:30"}));
  auto const cover = values(0x03300D01, hex("000000010125 300500010125") + repeat("10000000", 12));
  ASSERT_EQ(cover.size(), 14U);
  EXPECT_EQ(cover[1], "2025-01-01T00:05:30");
  EXPECT_EQ(cover[13], "0.10");
}

TEST(Records, ASwitchingRecordIsWholeOrInParts) {
  auto const whole = values(0x1D000101, hex("300500010125 78563412") + repeat("10000000", 6));
  EXPECT_EQ(whole, (List{"2025-01-01T00:05:30", "12345678", "0.10", "0.10", "0.10", "0.10", "0.10",
                         "0.10"}));
  EXPECT_EQ(values(0x1D00FF01, hex("300500010125 78563412") + repeat("10000000", 6)), whole);
  EXPECT_EQ(values(0x1E000101, "300500010125"), List{"2025-01-01T00:05:30"});
  EXPECT_EQ(values(0x1E000201, "78563412"), List{"12345678"});
  EXPECT_EQ(values(0x1E000301, "10000000"), List{"0.10"});
  EXPECT_EQ(values(0x1E000301, "1000000000"), List{"wrong length"});
}

TEST(Records, PurchasesAndPrices) {
  EXPECT_EQ(values(0x03330201, "1200"), List{"12"});
  EXPECT_EQ(values(0x03330601, "00980100"), List{"198.00"});
  EXPECT_EQ(values(0x040501FF, "00580000 00480000"), (List{"0.5800", "0.4800"}));
}

TEST(Records, ARubbishWeekdayDoesNotSpoilTheTime) {
  EXPECT_EQ(values(0x0400010C, "153008 ff 231125"), List{"2025-11-23T08:30:15"});
  EXPECT_EQ(values(0x04000101, "ff 231125"), List{"2025-11-23"});
}

}  // namespace
}  // namespace e2ms::protocol::dlt645
