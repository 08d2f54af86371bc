#include <algorithm>

#include "e2ms/domain/load.hpp"
#include "e2ms/domain/reading_pack.hpp"
#include "targets.hpp"

namespace e2ms::fuzz {

/// A day's packed readings, and the hours of a day. What can be read says the same again when it is
/// packed anew.
void fuzz_pack(ByteView input) {
  if (auto const readings = unpack(input)) {
    for (auto const& reading : *readings) require(pack_holds(input, reading.taken_at));
    auto const again = unpack(pack(*readings));
    require(again.has_value());
    require(std::ranges::equal(*again, *readings, same_numbers));
  }
  Instant const day{1'795'392'000'000};
  if (auto const told = unpack_hours(day, input)) {
    auto const again = unpack_hours(day, pack_hours(day, *told));
    require(again.has_value());
    require(*again == *told);
  }
}

}  // namespace e2ms::fuzz
