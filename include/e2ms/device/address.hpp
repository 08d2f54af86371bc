#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "e2ms/base/bytes.hpp"

namespace e2ms::device {

enum class Protocol { dlt645_2007, dlt645_1997, modbus, cjt188 };

/// "dlt645-2007", "dlt645-1997", "modbus", "cjt188"
std::string_view word(Protocol protocol);
std::optional<Protocol> protocol_of(std::string_view word);

/// Which of the meters on a bus is meant, as printed on its label: 12 decimal digits for DL/T 645,
/// 14 for CJ/T 188 (shorter ones are padded with zeros on the left), a unit number 1 to 247 for
/// Modbus.
class MeterAddress {
 public:
  /// Nothing for a text that cannot be the address of exactly one meter: wildcards and the
  /// broadcast address are refused.
  static std::optional<MeterAddress> of(Protocol protocol, std::string_view text);

  Protocol protocol() const { return protocol_; }
  /// "000012345678" or "17": the one spelling of this address; equal addresses have equal texts.
  std::string text() const;

  /// DL/T 645: the six address bytes in wire order, low byte first.
  std::array<Byte, 6> station() const { return station_; }
  /// CJ/T 188: the seven address bytes in wire order, low byte first.
  std::array<Byte, 7> water_station() const { return water_station_; }
  /// Modbus.
  Byte unit() const { return unit_; }

  friend bool operator==(MeterAddress const&, MeterAddress const&) = default;

 private:
  MeterAddress() = default;

  Protocol protocol_ = Protocol::modbus;
  std::array<Byte, 6> station_{};
  std::array<Byte, 7> water_station_{};
  Byte unit_ = 0;
};

}  // namespace e2ms::device
