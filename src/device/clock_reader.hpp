#pragma once

#include <cstdint>
#include <optional>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/protocol/dlt645_items.hpp"

namespace e2ms::device {

/// Reads the clock of a DL/T 645 meter: in one item where it has that, else the date, the time and
/// the date again, until both dates agree, because midnight may have passed between them.
class ClockReader {
 public:
  ClockReader(std::optional<std::uint32_t> one_item, protocol::dlt645::Edition edition)
      : one_item_(one_item), edition_(edition) {}

  /// The next identifier to read; nothing when the time is known or cannot be had.
  std::optional<std::uint32_t> ask() const;
  void take(Bytes const& value);
  void refused();

  std::optional<LocalTime> time() const { return time_; }

 private:
  std::optional<std::uint32_t> one_item_;
  protocol::dlt645::Edition edition_;
  Bytes date_;
  Bytes clock_;
  int rounds_ = 0;
  bool given_up_ = false;
  std::optional<LocalTime> time_;
};

/// The bits of a two-byte status word; nothing when it is not there.
std::optional<std::uint32_t> status_bits(Bytes const& value);

}  // namespace e2ms::device
