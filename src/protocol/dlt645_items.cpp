#include "e2ms/protocol/dlt645_items.hpp"

#include <algorithm>

#include "dlt645_table.hpp"
#include "e2ms/base/ensure.hpp"
#include "e2ms/base/text.hpp"

namespace e2ms::protocol::dlt645 {
namespace {

constexpr Byte kBlock = 0xFF;       // a DI byte that asks for all of its row
constexpr Byte kSeparator = 0xAA;   // between the rows of some meters' blocks
constexpr Byte kMostTariff = 0x3F;  // DI1 of energies and demands
constexpr Byte kMostRates = 64;     // the total and 63 tariffs
constexpr Byte kSettlements = 12;   // DI0: the last twelve settlement days

std::optional<Item> find_register(std::uint32_t di) {
  auto const byte = [di](unsigned shift) { return static_cast<Byte>(di >> shift); };
  bool const demand = byte(24) == 0x01;
  auto const all = families();
  auto const family = std::find_if(all.begin(), all.end(),
                                   [&](Family const& each) { return each.di2.holds(byte(16)); });
  if (family == all.end() || (demand && family->demand_unit.empty())) return std::nullopt;
  bool const all_rates = byte(8) == kBlock;
  bool const all_days = byte(0) == kBlock;
  if (!all_rates && byte(8) > kMostTariff) return std::nullopt;
  if (!all_days && byte(0) > kSettlements) return std::nullopt;
  Byte const most = all_rates ? (all_days ? 255 : kMostRates) : (all_days ? kSettlements + 1 : 1);
  if (demand)
    return rows(family->demand_unit, 1, most, Part{Spelling::number, 3, 4, family->negatives},
                kMinutePart);
  return rows(family->energy_unit, 1, most, Part{Spelling::number, 4, 2, family->negatives});
}

/// The digits of packed BCD, highest first.
std::optional<std::string> bcd_digits(ByteView bytes) {
  std::string digits = to_hex(Bytes(bytes.rbegin(), bytes.rend()));
  if (digits.find_first_not_of("0123456789") != digits.npos) return std::nullopt;
  return digits;
}

Value text_value(std::string text) {
  return {Value::Kind::text, 0, 0, std::move(text)};
}

Value decode_number(Part const& part, ByteView bytes) {
  std::int64_t number = 0;
  bool negative = false;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    unsigned byte = bytes[i];
    if (part.negatives && i + 1 == bytes.size()) {
      negative = (byte & 0x80U) != 0;
      byte &= 0x7FU;
    }
    unsigned const high = byte >> 4;
    unsigned const low = byte & 0x0FU;
    if (high > 9 || low > 9) return {Value::Kind::invalid};
    number = number * 100 + high * 10 + low;
  }
  return {Value::Kind::number, negative ? -number : number, part.decimals};
}

Value decode_text(ByteView bytes) {
  std::string text(bytes.rbegin(), bytes.rend());
  std::erase(text, '\0');
  bool const printable =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  return printable ? text_value(std::move(text)) : Value{Value::Kind::invalid};
}

/// The weekday is not part of what a date says, and some meters leave rubbish in it.
Bytes without_weekday(Spelling spelling, ByteView bytes) {
  Bytes rest(bytes.begin(), bytes.end());
  if (spelling == Spelling::date) rest.erase(rest.begin());
  if (spelling == Spelling::week_time) rest.erase(rest.begin() + 3);
  return rest;
}

/// `digits` are those of the value without its weekday, highest first: the reverse of the wire.
std::string spell(Spelling spelling, std::string const& digits) {
  auto const pair = [&digits](std::size_t at) { return digits.substr(2 * at, 2); };
  auto const date = [&pair] { return "20" + pair(0) + "-" + pair(1) + "-" + pair(2); };
  switch (spelling) {
    case Spelling::date:
      return date();
    case Spelling::clock:
      return pair(0) + ":" + pair(1) + ":" + pair(2);
    case Spelling::minute:
      return date() + "T" + pair(3) + ":" + pair(4);
    case Spelling::second:
    case Spelling::week_time:
      return date() + "T" + pair(3) + ":" + pair(4) + ":" + pair(5);
    case Spelling::digits:
    case Spelling::number:
    case Spelling::bits:
    case Spelling::text:
      break;
  }
  ENSURE(spelling == Spelling::digits);
  return digits;
}

/// Takes the bytes of the parts off the front.
void take_parts(std::span<Part const> parts, ByteView& bytes, std::vector<Value>& values) {
  for (auto const& part : parts) {
    values.push_back(decode_part(part, bytes.first(part.bytes)));
    bytes = bytes.subspan(part.bytes);
  }
}

std::size_t size_of(std::span<Part const> parts) {
  std::size_t bytes = 0;
  for (auto const& each : parts) bytes += each.bytes;
  return bytes;
}

/// The rows without the AA behind each row, or behind each part of it; the last one may be missing.
/// Nothing when they are not parted like that.
std::optional<Bytes> without_separators(Item const& item, ByteView bytes, bool behind_parts) {
  Bytes rows;
  bool parted = false;
  for (std::size_t at = 0; at < bytes.size();) {
    for (auto const& part : item.row()) {
      if (bytes.size() - at < part.bytes) return std::nullopt;
      auto const value = bytes.subspan(at, part.bytes);
      rows.insert(rows.end(), value.begin(), value.end());
      at += part.bytes;
      bool const ends = behind_parts || &part == &item.row().back();
      if (!ends || at == bytes.size()) continue;
      if (bytes[at] != kSeparator) return std::nullopt;
      parted = true;
      ++at;
    }
  }
  return parted ? std::optional(rows) : std::nullopt;
}

std::optional<std::vector<Value>> decode_rows(Item const& item, ByteView bytes) {
  std::size_t const row = item.row_bytes();
  ENSURE(row > 0);
  std::size_t const once = size_of(item.head()) + size_of(item.tail());
  if (bytes.size() < once || (bytes.size() - once) % row != 0) return std::nullopt;
  std::size_t const count = (bytes.size() - once) / row;
  if (count < item.least_rows || count > item.most_rows) return std::nullopt;
  std::vector<Value> values;
  values.reserve(item.head_count + count * item.row().size() + item.tail_count);
  take_parts(item.head(), bytes, values);
  for (std::size_t i = 0; i < count; ++i) take_parts(item.row(), bytes, values);
  take_parts(item.tail(), bytes, values);
  return values;
}

}  // namespace

std::size_t Item::row_bytes() const {
  return size_of(row());
}

std::optional<std::size_t> Item::most_bytes() const {
  if (shape != Shape::rows) return std::nullopt;
  return size_of(head()) + row_bytes() * most_rows + size_of(tail());
}

std::optional<Item> find_item(std::uint32_t di, Edition edition, std::optional<std::size_t> bytes) {
  auto const byte = [di](unsigned shift) { return static_cast<Byte>(di >> shift); };
  auto const entries = edition == Edition::y2007 ? entries_2007(byte(24)) : entries_1997();
  std::optional<Item> first;
  for (auto const& each : entries) {
    bool const covers = each.di3.holds(byte(24)) && each.di2.holds(byte(16)) &&
                        each.di1.holds(byte(8)) && each.di0.holds(byte(0));
    if (!covers) continue;
    if (!bytes || each.item.most_bytes() == bytes) return each.item;
    if (!first) first = each.item;
  }
  if (first) return first;
  if (edition == Edition::y2007 && byte(24) <= 0x01) return find_register(di);
  return std::nullopt;
}

Value decode_part(Part const& part, ByteView bytes) {
  ENSURE(bytes.size() == part.bytes);
  bool const all_ff =
      std::all_of(bytes.begin(), bytes.end(), [](Byte byte) { return byte == 0xFF; });
  if (all_ff) return {Value::Kind::absent};
  if (part.spelling == Spelling::bits)
    return text_value(to_hex(Bytes(bytes.rbegin(), bytes.rend())));
  if (part.spelling == Spelling::number) return decode_number(part, bytes);
  if (part.spelling == Spelling::text) return decode_text(bytes);
  auto const digits = bcd_digits(without_weekday(part.spelling, bytes));
  if (!digits) return {Value::Kind::invalid};
  return text_value(spell(part.spelling, *digits));
}

std::optional<std::vector<Value>> decode_item(Item const& item, ByteView bytes) {
  switch (item.shape) {
    case Item::Shape::freeze:
      return decode_freeze(bytes);
    case Item::Shape::load_records:
      return decode_load_records(bytes);
    case Item::Shape::rows:
      break;
  }
  if (!item.only_rows()) return decode_rows(item, bytes);
  std::optional<Bytes> joined;
  if (item.part_count > 1) joined = without_separators(item, bytes, true);
  if (!joined && item.most_rows > 1) joined = without_separators(item, bytes, false);
  if (joined) return decode_rows(item, *joined);
  // A block without separators may still have one at its end.
  bool const ended = item.most_rows > 1 && !bytes.empty() && bytes.size() % item.row_bytes() == 1 &&
                     bytes.back() == kSeparator;
  return decode_rows(item, ended ? bytes.first(bytes.size() - 1) : bytes);
}

std::string to_text(Value const& value) {
  ENSURE(value.kind == Value::Kind::number || value.kind == Value::Kind::text);
  if (value.kind == Value::Kind::text) return value.text;
  return format_decimal(value.number, value.decimals);
}

}  // namespace e2ms::protocol::dlt645
