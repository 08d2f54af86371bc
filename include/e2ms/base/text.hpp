#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace e2ms {

/// "12.3450" for value 123450 and 4 decimals. `decimals` 0 to 18.
std::string format_decimal(std::int64_t value, unsigned decimals);

/// The inverse: "12.3450" -> 123450. At most `decimals` fraction digits, no exponent, no spaces,
/// one leading '-' allowed; nothing when it is not such a number or does not fit.
std::optional<std::int64_t> parse_decimal(std::string_view text, unsigned decimals);

/// A whole decimal integer, nothing else.
std::optional<std::int64_t> parse_integer(std::string_view text);

}  // namespace e2ms
