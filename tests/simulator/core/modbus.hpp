#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "simulator/core/bytes.hpp"
#include "simulator/core/meter.hpp"

namespace e2ms_sim {

enum class ModbusException : std::uint8_t {
  none = 0,
  function = 1,
  address = 2,
  value = 3,
  target_silent = 0x0B
};

/// Copies registers first .. first + out.size() - 1 as the model maps them.
ModbusException read_registers(Meter& meter, std::int64_t now_ms, int function, unsigned first,
                               std::span<std::uint16_t> out);

ModbusException write_registers(Meter& meter, std::int64_t now_ms, unsigned first,
                                std::span<std::uint16_t const> values);

/// Size of a request PDU (function code and what follows) that starts at the front of `pdu`;
/// nothing as long as more bytes are needed or if the function is not known.
std::optional<std::size_t> modbus_request_size(ByteView pdu);

/// The answer PDU to one request PDU.
Bytes answer_modbus(Meter& meter, std::int64_t now_ms, ByteView pdu);

Bytes modbus_exception(ByteView pdu, ModbusException exception);

/// Another implementation of answer_modbus, over whole MBAP frames: the program serves reads and
/// writes through libmodbus, so that two authors read the standard.
using MbapServer =
    std::function<std::optional<Bytes>(Meter& meter, std::int64_t now_ms, ByteView frame)>;

}  // namespace e2ms_sim
