#include "e2ms/device/address.hpp"

#include <algorithm>

#include "e2ms/base/text.hpp"
#include "e2ms/protocol/frame.hpp"

namespace e2ms::device {

namespace {

// In the order of Protocol.
constexpr std::array<std::string_view, 3> kWords{"dlt645-2007", "dlt645-1997", "modbus"};

}  // namespace

std::string_view word(Protocol protocol) {
  return kWords.at(static_cast<std::size_t>(protocol));
}

std::optional<Protocol> protocol_of(std::string_view word) {
  auto const* const found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return std::nullopt;
  return static_cast<Protocol>(found - kWords.begin());
}

std::optional<MeterAddress> MeterAddress::of(Protocol protocol, std::string_view text) {
  constexpr std::int64_t kHighestUnit = 247;
  bool const digits = text.find_first_not_of("0123456789") == text.npos;
  if (text.empty() || !digits) return std::nullopt;
  MeterAddress address;
  address.protocol_ = protocol;
  if (protocol == Protocol::modbus) {
    auto const unit = parse_integer(text);
    if (!unit || *unit < 1 || *unit > kHighestUnit) return std::nullopt;
    address.unit_ = static_cast<Byte>(*unit);
    return address;
  }
  auto const station = protocol::station_of(text);
  if (!station || *station == protocol::kEveryStation) return std::nullopt;
  address.station_ = *station;
  return address;
}

std::string MeterAddress::text() const {
  return protocol_ == Protocol::modbus ? std::to_string(unit_) : protocol::to_text(station_);
}

}  // namespace e2ms::device
