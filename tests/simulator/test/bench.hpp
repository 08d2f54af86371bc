#pragma once

#include "simulator/core/bus.hpp"
#include "simulator/core/civil.hpp"

namespace e2ms_sim {

/// Monday, 2026-11-23 12:00:00 on a meter clock in UTC+8.
inline constexpr std::int64_t kNoon = 1'795'406'400'000;

inline World world_at_noon(std::int64_t speed = 1) {
  return {.seed = 7, .start_ms = kNoon, .utc_offset_min = 480, .speed = speed};
}

inline MeterSpec single_phase() {
  MeterSpec spec;
  spec.address = "202411000101";
  spec.curve = {CurveKind::constant, 1000};
  spec.initial_wh = 100'000;
  return spec;
}

inline MeterSpec modbus_meter(Model model, std::string address = "11") {
  auto spec = single_phase();
  spec.address = std::move(address);
  spec.model = model;
  return spec;
}

inline Bytes hex(std::string_view text) {
  return from_hex(text).value();
}

/// Payload of a read request for an item written as in the manuals, high byte first.
inline Bytes item(std::string_view text) {
  auto bytes = hex(text);
  return {bytes.rbegin(), bytes.rend()};
}

/// Asks one meter over the DL/T 645 layer; the answer as hex of control byte and payload, or
/// "silence".
inline std::string ask(Meter& meter, std::int64_t at_ms, std::uint8_t control,
                       Bytes const& payload) {
  auto const wire = dlt645_wire_address(meter.spec().address);
  auto const answer = answer_dlt645(meter, at_ms, {wire, control, payload});
  if (!answer) return "silence";
  Bytes plain{(*answer)[8]};
  for (std::size_t i = 10; i + 2 < answer->size(); ++i) {
    plain.push_back(static_cast<std::uint8_t>((*answer)[i] - 0x33));
  }
  return to_hex(plain);
}

inline std::string read(Meter& meter, std::int64_t at_ms, std::string_view name) {
  return ask(meter, at_ms, 0x11, item(name));
}

/// A relay order 1A, 1C, ... that is good until the given second of the meter's day.
inline Bytes order(std::uint8_t what, std::string_view expiry_wire,
                   std::string_view password_wire = "02000000") {
  auto out = hex(password_wire);
  auto const operator_code = hex("04030201");
  out.insert(out.end(), operator_code.begin(), operator_code.end());
  out.push_back(what);
  out.push_back(0);
  auto const expiry = hex(expiry_wire);
  out.insert(out.end(), expiry.begin(), expiry.end());
  return out;
}

/// 12:05:00 on the day of kNoon, in the wire's order ss mm hh DD MM YY.
inline constexpr std::string_view kFivePastNoon = "000512231126";

}  // namespace e2ms_sim
