#include "e2ms/device/model.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"

namespace e2ms::device {
namespace {

constexpr std::array<std::string_view, kQuantities> kWords{
    "energy",      "energy.sharp", "energy.peak", "energy.flat",  "energy.valley",
    "energy.deep", "voltage.a",    "voltage.b",   "voltage.c",    "current.a",
    "current.b",   "current.c",    "power",       "power_factor", "frequency"};

}  // namespace

std::string_view word(Quantity quantity) {
  return kWords[static_cast<std::size_t>(quantity)];
}

std::optional<Quantity> quantity_of(std::string_view word) {
  auto const found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<Quantity>(found - kWords.begin());
}

std::uint16_t RegisterItem::words() const {
  switch (number) {
    case Number::u16:
    case Number::i16:
      return 1;
    case Number::u32:
    case Number::i32:
    case Number::f32:
      return 2;
    case Number::u64:
    case Number::i64:
      break;
  }
  return 4;
}

bool Model::measures(Quantity quantity) const {
  auto const in_register = [quantity](RegisterItem const& item) {
    return item.quantity == quantity;
  };
  auto const in_item = [quantity](IdentifierItem const& item) {
    return item.gives.front() == quantity;
  };
  return std::any_of(registers.begin(), registers.end(), in_register) ||
         std::any_of(identifiers.begin(), identifiers.end(), in_item);
}

std::optional<RelayAccess> RelayPart::access() const {
  if (identifiers) return identifiers->access;
  if (written) return written->access;
  return std::nullopt;
}

std::int64_t Model::maximum_w() const {
  constexpr std::int64_t kMicrowattsPerWatt = 1'000'000;
  return maximum_ma * rated_mv * phases / kMicrowattsPerWatt;
}

std::int64_t Model::rollover_wh() const {
  std::int64_t wh = 1000;
  for (int i = 0; i < integer_digits; ++i) wh *= 10;
  return wh;
}

}  // namespace e2ms::device
