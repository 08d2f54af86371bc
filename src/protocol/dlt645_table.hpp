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
std::span<Entry const> entries_2007();
std::span<Entry const> entries_1997();

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
