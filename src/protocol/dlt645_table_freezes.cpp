#include <algorithm>
#include <array>
#include <numeric>

#include "dlt645_table.hpp"

// DL/T 645-2007, annex A, class 05 and annex B, class 06: what a meter noted at a point in time.
namespace e2ms::protocol::dlt645 {
namespace {

using Values = std::vector<Value>;
using Decoded = std::optional<Values>;

constexpr Byte kSeparator = 0xAA;

constexpr std::array kEntries{
    // Timed, instantaneous, zone switch, slot switch, price switch, daily, and monthly freezes; the
    // hours have a block of their own. DI0 counts them, 01 is the newest.
    at(0x0504FF01, one("kWh", kMinutePart, kEnergy, kEnergy)),
    between(0x0504FF02, 0x0504FFFE, one("kWh", kMinutePart, kEnergy, kEnergy)),
    between(0x05000001, 0x050700FE, one("", kMinutePart)),
    between(0x05000101, 0x050702FE, rows("kWh", 1, 64, kEnergy)),
    between(0x05000301, 0x050704FE, rows("kvarh", 1, 64, kSignedEnergy)),
    between(0x05000501, 0x050708FE, rows("kvarh", 1, 64, kEnergy)),
    between(0x05000901, 0x05070AFE, rows("kW", 1, 24, kDemand, kMinutePart)),
    between(0x05001001, 0x050710FE, rows("", 8, 8, kPower)),
    between(0x0500FF01, 0x0507FFFE, shaped(Item::Shape::freeze)),

    // Load records, of all classes or of one: the earliest, from a time on, the latest
    between(0x06000000, 0x06060002, shaped(Item::Shape::load_records)),
};

/// One group of a block freeze: a row of parts, once or as often as there are rates.
struct Group {
  Item item;
  bool by_rate;
};

constexpr std::array kFreeze{
    Group{one("", kMinutePart), false},
    Group{one("", kEnergy), true},
    Group{one("", kEnergy), true},
    Group{one("", kSignedEnergy), true},
    Group{one("", kSignedEnergy), true},
    Group{one("", kEnergy), true},
    Group{one("", kEnergy), true},
    Group{one("", kEnergy), true},
    Group{one("", kEnergy), true},
    Group{one("", kDemand, kMinutePart), true},
    Group{one("", kDemand, kMinutePart), true},
    Group{rows("", 8, 8, kPower), false},
};

void put_rows(Values& values, Item const& item, ByteView& rest, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i)
    for (auto const& part : item.row()) {
      values.push_back(decode_part(part, rest.first(part.bytes)));
      rest = rest.subspan(part.bytes);
    }
}

/// Every group has an AA behind it. A row never begins with one, for it is no BCD; a group may be
/// empty, and a meter may leave out the last ones.
Decoded decode_separated(ByteView rest) {
  Values values;
  for (auto const& group : kFreeze) {
    std::size_t const row = group.item.row_bytes();
    std::size_t rows = 0;
    while ((rows + 1) * row <= rest.size() && rest[rows * row] != kSeparator) ++rows;
    std::size_t const once = group.item.most_rows;
    if (!group.by_rate && rows != once && rows != 0) return std::nullopt;
    put_rows(values, group.item, rest, rows);
    if (rest.empty()) return values;
    if (rest[0] != kSeparator) return std::nullopt;
    rest = rest.subspan(1);
    if (rest.empty()) return values;
  }
  return std::nullopt;
}

/// Without separators only the whole block is believed: each rate adds the same.
Decoded decode_dense(ByteView rest) {
  std::size_t fixed = 0;
  std::size_t by_rate = 0;
  for (auto const& group : kFreeze)
    (group.by_rate ? by_rate : fixed) += group.item.row_bytes() * group.item.most_rows;
  if (rest.size() < fixed + by_rate || (rest.size() - fixed) % by_rate != 0) return std::nullopt;
  std::size_t const rates = (rest.size() - fixed) / by_rate;
  Values values;
  for (auto const& group : kFreeze)
    put_rows(values, group.item, rest, group.by_rate ? rates : group.item.most_rows);
  return values;
}

constexpr std::array kLoadClasses{
    one("", kVoltage, kVoltage, kVoltage, kCurrent, kCurrent, kCurrent, number(2, 2)),
    rows("", 8, 8, kPower),        // active, then reactive: total and phases
    rows("", 4, 4, kPowerFactor),  // total and phases
    one("", kEnergy, kEnergy, kSignedEnergy, kSignedEnergy),
    rows("", 4, 4, kEnergy),  // the four quadrants
    rows("", 2, 2, kPower),   // active and reactive demand
};

/// What stands between the length byte and the sum: the time, then the classes, each with an AA
/// behind it; those not recorded are empty.
Decoded decode_load_body(ByteView rest) {
  Values values;
  if (rest.size() < kMinutePart.bytes) return std::nullopt;
  values.push_back(decode_part(kMinutePart, rest.first(kMinutePart.bytes)));
  rest = rest.subspan(kMinutePart.bytes);
  for (auto const& each : kLoadClasses) {
    std::size_t const size = each.row_bytes() * each.most_rows;
    bool const empty = !rest.empty() && rest[0] == kSeparator;
    if (!empty) {
      if (rest.size() <= size || rest[size] != kSeparator) return std::nullopt;
      put_rows(values, each, rest, each.most_rows);
    }
    rest = rest.subspan(1);
  }
  return rest.empty() ? Decoded(std::move(values)) : std::nullopt;
}

}  // namespace

std::span<Entry const> freeze_entries() {
  return kEntries;
}

Decoded decode_freeze(ByteView bytes) {
  bool const separated = bytes.size() > kMinutePart.bytes && bytes[kMinutePart.bytes] == kSeparator;
  return separated ? decode_separated(bytes) : decode_dense(bytes);
}

Decoded decode_load_records(ByteView bytes) {
  constexpr Byte kStart = 0xA0;  // twice
  constexpr Byte kEnd = 0xE5;
  constexpr std::size_t kHead = 3;  // both start bytes and the length
  constexpr std::size_t kFoot = 2;  // sum and end
  Values values;
  while (!bytes.empty()) {
    if (bytes.size() < kHead || bytes[0] != kStart || bytes[1] != kStart) return std::nullopt;
    std::size_t const length = bytes[2];
    if (bytes.size() < kHead + length + kFoot) return std::nullopt;
    auto const summed = bytes.first(kHead + length);
    auto const sum = static_cast<Byte>(std::accumulate(summed.begin(), summed.end(), 0U));
    if (bytes[summed.size()] != sum || bytes[summed.size() + 1] != kEnd) return std::nullopt;
    auto const record = decode_load_body(summed.subspan(kHead));
    if (!record) return std::nullopt;
    values.insert(values.end(), record->begin(), record->end());
    bytes = bytes.subspan(summed.size() + kFoot);
  }
  return values;
}

}  // namespace e2ms::protocol::dlt645
