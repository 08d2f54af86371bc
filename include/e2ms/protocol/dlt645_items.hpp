#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/bytes.hpp"

/// The catalogue of data identifiers: what stands behind each, as data.
namespace e2ms::protocol::dlt645 {

/// How one value of an item is spelled. All but text are packed BCD, low byte first.
enum class Spelling : Byte {
  number,     ///< scaled by its decimals
  digits,     ///< a row of digits that is no number: addresses, MMDDNN
  bits,       ///< no BCD: shown as hex, high byte first
  text,       ///< ASCII, sent backwards, padded with NUL
  date,       ///< WW DD MM YY
  clock,      ///< ss mm hh
  minute,     ///< mm hh DD MM YY
  second,     ///< ss mm hh DD MM YY
  week_time,  ///< ss mm hh WW DD MM YY
};

struct Part {
  Spelling spelling = Spelling::number;
  Byte bytes = 0;
  Byte decimals = 0;
  bool negatives = false;  ///< the top bit of the last byte is a sign
};

/// The layout of an item: some parts once, a row of parts that is repeated, and some parts once
/// more, in wire order. Most items are one row and nothing else.
struct Item {
  enum class Shape : Byte {
    rows,
    freeze,        ///< a time and all registers at that time, as many rates as the meter has
    load_records,  ///< any number of records of the load profile
  };

  std::array<Part, 20> parts{};  ///< none unless Shape::rows
  Byte part_count = 0;
  Byte head_count = 0;  ///< of the parts, those before the row ...
  Byte tail_count = 0;  ///< ... and those behind it
  Byte least_rows = 1;
  Byte most_rows = 1;
  Shape shape = Shape::rows;
  std::string_view unit{};  ///< empty when it has none or several

  std::span<Part const> head() const { return {parts.data(), head_count}; }
  std::span<Part const> row() const {
    return {parts.data() + head_count, std::size_t{part_count} - head_count - tail_count};
  }
  std::span<Part const> tail() const {
    return {parts.data() + part_count - tail_count, tail_count};
  }
  /// It is its row and nothing else, so that a piece of its value can be understood alone.
  bool only_rows() const { return shape == Shape::rows && head_count + tail_count == 0; }
  std::size_t row_bytes() const;
  /// Of a value without separators; nothing for the shapes without a limit of their own.
  std::optional<std::size_t> most_bytes() const;
};

enum class Edition { y1997, y2007 };

/// Nothing for an identifier that is not in the catalogue. 1997: DI1 DI0 in the low 16 bits.
/// Makers disagree on a few identifiers: `bytes` chooses the layout of that size, where there is
/// one, else the first counts.
std::optional<Item> find_item(std::uint32_t di, Edition edition = Edition::y2007,
                              std::optional<std::size_t> bytes = std::nullopt);

/// One decoded value.
struct Value {
  enum class Kind {
    number,
    text,
    absent,   ///< all FF: the meter does not measure it
    invalid,  ///< not BCD, or not ASCII
  };
  Kind kind = Kind::absent;
  std::int64_t number = 0;  ///< Kind::number, in units of 10^-decimals
  Byte decimals = 0;
  std::string text{};  ///< Kind::text

  friend bool operator==(Value const&, Value const&) = default;
};

/// One value alone. `bytes` has the size the part says.
Value decode_part(Part const& part, ByteView bytes);

/// The values of an item in wire order; nothing when the length does not fit the layout. Some
/// meters put an AA byte behind each row of a block, or behind each part of a composite item, the
/// last one with or without it: that is understood. Of a load record the classes that it leaves
/// out give no values.
std::optional<std::vector<Value>> decode_item(Item const& item, ByteView bytes);

/// The value as it is printed: decimals as the identifier has them. Not for absent and invalid.
std::string to_text(Value const& value);

}  // namespace e2ms::protocol::dlt645
