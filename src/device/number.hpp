#pragma once

#include <cstdint>
#include <optional>

#include "e2ms/base/bytes.hpp"
#include "e2ms/device/model.hpp"

namespace e2ms::device {

/// value x 10^exponent, rounded half away from zero; nothing when it leaves int64.
std::optional<std::int64_t> scale(std::int64_t value, int exponent);

/// The number in the registers of an item, in the item's canonical unit. Nothing for a fill
/// pattern, for an infinite or undefined float and for what leaves int64. Floats are converted
/// by integer arithmetic on their bits, exactly but for the one named rounding.
std::optional<std::int64_t> number_of(RegisterItem const& item, ByteView registers);

}  // namespace e2ms::device
