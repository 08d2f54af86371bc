#include "simulator/core/modbus.hpp"

#include <array>

namespace e2ms_sim {
namespace {

constexpr int kReadHolding = 3;
constexpr int kReadInput = 4;
constexpr int kWriteMultiple = 16;
constexpr unsigned kMostRegisters = 125;

ModbusException read(Meter& meter, std::int64_t now_ms, ByteView pdu, Bytes& out) {
  auto const count = take_be16(pdu, 3);
  if (count == 0 || count > kMostRegisters) return ModbusException::value;
  std::array<std::uint16_t, kMostRegisters> registers{};
  auto const wanted = std::span{registers}.first(count);
  auto const refused = read_registers(meter, now_ms, pdu[0], take_be16(pdu, 1), wanted);
  if (refused != ModbusException::none) return refused;
  out = {pdu[0], static_cast<std::uint8_t>(2 * count)};
  for (auto const value : wanted) put_be16(out, value);
  return ModbusException::none;
}

ModbusException write(Meter& meter, std::int64_t now_ms, ByteView pdu, Bytes& out) {
  std::size_t const count = take_be16(pdu, 3);
  bool const sizes_fit = count > 0 && pdu[5] == 2 * count && pdu.size() == 6 + 2 * count;
  if (!sizes_fit || count > kMostRegisters) return ModbusException::value;
  std::array<std::uint16_t, kMostRegisters> registers{};
  for (std::size_t i = 0; i < count; ++i) {
    registers[i] = static_cast<std::uint16_t>(take_be16(pdu, 6 + 2 * i));
  }
  auto const values = std::span{registers}.first(count);
  auto const refused = write_registers(meter, now_ms, take_be16(pdu, 1), values);
  if (refused != ModbusException::none) return refused;
  out.assign(pdu.begin(), pdu.begin() + 5);
  return ModbusException::none;
}

}  // namespace

std::optional<std::size_t> modbus_request_size(ByteView pdu) {
  if (pdu.empty()) return std::nullopt;
  std::size_t size = 5;
  if (pdu[0] == 15 || pdu[0] == kWriteMultiple) {
    if (pdu.size() < 6) return std::nullopt;
    size = 6 + pdu[5];
  } else if (pdu[0] < 1 || pdu[0] > 6) {
    return std::nullopt;
  }
  if (pdu.size() < size) return std::nullopt;
  return size;
}

Bytes answer_modbus(Meter& meter, std::int64_t now_ms, ByteView pdu) {
  meter.advance(now_ms);
  Bytes out;
  auto refused = ModbusException::function;
  bool const whole = modbus_request_size(pdu) == pdu.size();
  if (pdu[0] == kReadHolding || pdu[0] == kReadInput) {
    refused = whole ? read(meter, now_ms, pdu, out) : ModbusException::value;
  } else if (pdu[0] == kWriteMultiple) {
    refused = whole ? write(meter, now_ms, pdu, out) : ModbusException::value;
  }
  return refused == ModbusException::none ? out : modbus_exception(pdu, refused);
}

Bytes modbus_exception(ByteView pdu, ModbusException exception) {
  return {static_cast<std::uint8_t>(pdu[0] | 0x80), static_cast<std::uint8_t>(exception)};
}

}  // namespace e2ms_sim
