#pragma once

namespace e2ms {

// The numbers of these enums stand in the database: add at the end, never renumber.

/// Who calls whom.
enum class LineMode {
  dial_in = 0,   ///< the gateway (DTU) connects to us and says who it is
  dial_out = 1,  ///< we connect to the gateway
};

/// What travels on the line.
enum class Framing {
  transparent = 0,  ///< the bytes of the bus: DL/T 645 frames, Modbus RTU frames
  modbus_tcp = 1,   ///< MBAP headers; the gateway translates to the bus
};

}  // namespace e2ms
