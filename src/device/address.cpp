#include "e2ms/device/address.hpp"

#include <algorithm>

#include "e2ms/base/text.hpp"
#include "e2ms/protocol/cjt188.hpp"
#include "e2ms/protocol/frame.hpp"

namespace e2ms::device {

namespace {

// In the order of Protocol.
constexpr std::array<std::string_view, 4> kWords{"dlt645-2007", "dlt645-1997", "modbus", "cjt188"};

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
  if (protocol == Protocol::cjt188) {
    auto const station = protocol::cjt188::station_of(text);
    if (!station) return std::nullopt;
    address.water_station_ = *station;
    return address;
  }
  auto const station = protocol::station_of(text);
  if (!station || *station == protocol::kEveryStation) return std::nullopt;
  address.station_ = *station;
  return address;
}

std::string MeterAddress::text() const {
  switch (protocol_) {
    case Protocol::modbus:
      return std::to_string(unit_);
    case Protocol::cjt188:
      return protocol::cjt188::to_text(water_station_);
    case Protocol::dlt645_2007:
    case Protocol::dlt645_1997:
      break;
  }
  return protocol::to_text(station_);
}

}  // namespace e2ms::device
