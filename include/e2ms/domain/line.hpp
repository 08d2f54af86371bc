#pragma once

#include <cstdint>
#include <string>

namespace e2ms {

// The numbers of these enums stand in the database: add at the end, never renumber.

/// Who calls whom.
enum class LineMode {
  dial_in = 0,   ///< the gateway (DTU) connects to us and says who it is
  dial_out = 1,  ///< we connect to the gateway
  serial = 2,    ///< the bus is wired to this machine
};

/// What travels on the line.
enum class Framing {
  transparent = 0,  ///< the bytes of the bus: DL/T 645 frames, Modbus RTU frames
  modbus_tcp = 1,   ///< MBAP headers; the gateway translates to the bus
  modbus_rtu = 2,   ///< Modbus RTU alone, on a wired bus
};

enum class Parity { none = 0, even = 1, odd = 2 };

/// How a wired bus is driven.
struct SerialPort {
  std::string device;  ///< "/dev/ttyUSB0", or better a name that does not change
  std::int64_t baud = 9600;
  Parity parity = Parity::none;
  std::int64_t data_bits = 8;
  std::int64_t stop_bits = 1;

  friend bool operator==(SerialPort const&, SerialPort const&) = default;
};

}  // namespace e2ms
