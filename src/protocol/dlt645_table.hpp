#pragma once

#include <span>

#include "e2ms/protocol/dlt645_items.hpp"

namespace e2ms::protocol::dlt645 {

struct Span {
  Byte low;
  Byte high;

  constexpr bool holds(Byte byte) const { return low <= byte && byte <= high; }
};

/// One line of a catalogue: the identifiers it covers, and their layout.
struct Entry {
  Span di3;
  Span di2;
  Span di1;
  Span di0;
  Item item;
};

/// Energies and maximum demands share their numbering: DI2 says which.
struct Family {
  Span di2;
  std::string_view energy_unit;
  std::string_view demand_unit;  ///< empty when there is no demand of this family
  bool negatives;
};

std::span<Family const> families();
/// Of the class `di3`. Families follow where this has no line for an identifier.
std::span<Entry const> entries_2007(Byte di3);
std::span<Entry const> entries_1997();

// The classes that fill a file of their own.
std::span<Entry const> event_entries();      // 03
std::span<Entry const> parameter_entries();  // 04
std::span<Entry const> freeze_entries();     // 05 and 06

/// The values of the two shapes that no rows can describe; nothing when the bytes do not fit.
std::optional<std::vector<Value>> decode_freeze(ByteView bytes);
std::optional<std::vector<Value>> decode_load_records(ByteView bytes);

constexpr Part number(Byte bytes, Byte decimals) {
  return {Spelling::number, bytes, decimals, false};
}
constexpr Part signed_number(Byte bytes, Byte decimals) {
  return {Spelling::number, bytes, decimals, true};
}
constexpr Part part(Spelling spelling, Byte bytes) {
  return {spelling, bytes, 0, false};
}
constexpr Part digits(Byte bytes) {
  return part(Spelling::digits, bytes);
}
constexpr Part bits(Byte bytes) {
  return part(Spelling::bits, bytes);
}
constexpr Part text(Byte bytes) {
  return part(Spelling::text, bytes);
}
// What several classes have in common.
constexpr Part kVoltage = number(2, 1);
constexpr Part kCurrent = signed_number(3, 3);
constexpr Part kPower = signed_number(3, 4);
constexpr Part kPowerFactor = signed_number(2, 3);
constexpr Part kEnergy = number(4, 2);
constexpr Part kSignedEnergy = signed_number(4, 2);
constexpr Part kDemand = number(3, 4);
constexpr Part kCount = number(3, 0);
constexpr Part kDatePart = part(Spelling::date, 4);
constexpr Part kClockPart = part(Spelling::clock, 3);
constexpr Part kMinutePart = part(Spelling::minute, 5);
constexpr Part kSecondPart = part(Spelling::second, 6);

/// A row of parts, repeated `least` to `most` times.
template <class... Parts>
constexpr Item rows(std::string_view unit, Byte least, Byte most, Parts... parts) {
  Item item;
  item.parts = {parts...};
  item.part_count = sizeof...(parts);
  item.least_rows = least;
  item.most_rows = most;
  item.unit = unit;
  return item;
}

template <class... Parts>
constexpr Item one(std::string_view unit, Parts... parts) {
  return rows(unit, 1, 1, parts...);
}

/// Parts that stand there once before a row that is repeated, and behind it.
template <std::size_t H, std::size_t R, std::size_t T>
constexpr Item record(std::array<Part, H> head, Byte least, Byte most, std::array<Part, R> row,
                      std::array<Part, T> tail) {
  static_assert(H + R + T <= std::tuple_size_v<decltype(Item::parts)>);
  Item item;
  for (auto const& each : head) item.parts[item.part_count++] = each;
  for (auto const& each : row) item.parts[item.part_count++] = each;
  for (auto const& each : tail) item.parts[item.part_count++] = each;
  item.head_count = H;
  item.tail_count = T;
  item.least_rows = least;
  item.most_rows = most;
  return item;
}
template <std::size_t H, std::size_t R>
constexpr Item record(std::array<Part, H> head, Byte least, Byte most, std::array<Part, R> row) {
  return record(head, least, most, row, std::array<Part, 0>{});
}

constexpr Item shaped(Item::Shape shape) {
  Item item;
  item.shape = shape;
  return item;
}

/// Exactly one identifier.
constexpr Entry at(std::uint32_t di, Item item) {
  auto const byte = [di](unsigned shift) { return static_cast<Byte>(di >> shift); };
  return {{byte(24), byte(24)}, {byte(16), byte(16)}, {byte(8), byte(8)}, {byte(0), byte(0)}, item};
}

/// All identifiers whose every byte lies between those of `low` and `high`.
constexpr Entry between(std::uint32_t low, std::uint32_t high, Item item) {
  auto const span = [low, high](unsigned shift) {
    return Span{static_cast<Byte>(low >> shift), static_cast<Byte>(high >> shift)};
  };
  return {span(24), span(16), span(8), span(0), item};
}

}  // namespace e2ms::protocol::dlt645
