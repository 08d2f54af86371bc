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

/// The layout of an item: its parts in wire order, the whole row repeated.
struct Item {
  std::array<Part, 12> parts{};
  Byte part_count = 0;
  Byte least_rows = 1;
  Byte most_rows = 1;
  std::string_view unit{};  ///< empty when it has none or several

  std::span<Part const> row() const { return {parts.data(), part_count}; }
  std::size_t row_bytes() const;
};

enum class Edition { y1997, y2007 };

/// Nothing for an identifier that is not in the catalogue. 1997: DI1 DI0 in the low 16 bits.
std::optional<Item> find_item(std::uint32_t di, Edition edition = Edition::y2007);

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
/// meters separate the rows of a block, or the parts of a row, by AA bytes, and some 1997 meters
/// end a block with one: all are understood.
std::optional<std::vector<Value>> decode_item(Item const& item, ByteView bytes);

/// The value as it is printed: decimals as the identifier has them. Not for absent and invalid.
std::string to_text(Value const& value);

}  // namespace e2ms::protocol::dlt645
