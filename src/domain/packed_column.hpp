#pragma once

#include <optional>
#include <vector>

#include "bit_stream.hpp"

namespace e2ms {

/// One value of each reading; not every reading has it.
using Column = std::vector<std::optional<std::int64_t>>;

void write_column(Bytes& bytes, Column const& column);

/// A column of `count` places; nothing when the bytes are none.
std::optional<Column> read_column(PackReader& reader, std::size_t count);

}  // namespace e2ms
