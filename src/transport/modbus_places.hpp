#pragma once

#include <cstddef>
#include <optional>
#include <vector>

namespace e2ms::transport {

/// Descriptors below the limit of libmodbus, held open so that nobody else gets them. Lives on one
/// loop; a place that was taken is filled and emptied from one thread at a time. Who holds a place
/// holds this too: its end closes all places, also those that were never given back.
class ModbusPlaces {
 public:
  /// Fewer than `most` when the process has so many descriptors already.
  explicit ModbusPlaces(std::size_t most);
  ~ModbusPlaces();
  ModbusPlaces(ModbusPlaces const&) = delete;
  ModbusPlaces& operator=(ModbusPlaces const&) = delete;

  std::optional<int> take();
  void give_back(int place);

  /// Moves a descriptor into a place; false when the system refused.
  static bool fill(int place, int descriptor);
  /// Closes what stands there and keeps the place.
  void empty(int place) const;

 private:
  int nothing_;
  std::vector<int> all_;
  std::vector<int> free_;
};

}  // namespace e2ms::transport
