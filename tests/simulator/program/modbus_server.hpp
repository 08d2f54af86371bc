#pragma once

#include "simulator/core/modbus.hpp"

namespace e2ms_sim {

/// Answers Modbus TCP requests with libmodbus' modbus_reply. libmodbus wants a socket and a
/// register table: it gets one end of a socket pair, and a table with just the registers that
/// the request names, filled by the meter's map. It declines (no answer) what libmodbus would
/// do that the modelled meters don't, such as function 06. One context serves all connections of
/// the one thread; its descriptor is opened first, since libmodbus 3.1.6 breaks beyond 1023.
MbapServer libmodbus_server();

}  // namespace e2ms_sim
