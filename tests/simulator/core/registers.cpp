#include <algorithm>
#include <bit>

#include "simulator/core/modbus.hpp"
#include "simulator/core/register_maps.hpp"

namespace e2ms_sim {
namespace {

/// What the registers are made from, taken once per read.
struct Snapshot {
  Electrical now;
  bool open;
  bool zero;  // the fault "energy reads zero"
};

std::int64_t value_of(Row const& row, Meter& meter, Snapshot const& at) {
  switch (row.of) {
    case Of::zero:
      return 0;
    case Of::one:
      return 1;
    case Of::unit:
      // The Hiking puts its speed into the low byte.
      return row.as == As::u16 ? meter.unit() << 8 | 1 : meter.unit();
    case Of::display:
      return at.zero ? 0 : meter.register_centikwh(static_cast<int>(row.index));
    case Of::watt_hours:
      return at.zero ? 0 : meter.energy_wh();
    case Of::voltage:
      return at.now.decivolt[row.index];
    case Of::current:
      return at.now.milliamp[row.index];
    case Of::watt:
      return at.now.total_w;
    case Of::reactive:
      return at.now.total_var;
    case Of::apparent:
      return at.now.total_va;
    case Of::factor:
      return at.now.pf_permille;
    case Of::frequency:
      return at.now.centihertz;
    case Of::relay_open:
      return at.open ? 1 : 0;
    case Of::relay_closed:
      break;
  }
  return at.open ? 0 : 1;
}

/// The bits in the row's registers, the first register highest.
std::uint64_t bits_of(Row const& row, std::int64_t value) {
  if (row.as != As::f32) return static_cast<std::uint64_t>(value * row.times / row.over);
  // The registers of these models really are IEEE 754 numbers.
  auto const quotient = static_cast<double>(value * row.times) / static_cast<double>(row.over);
  return std::bit_cast<std::uint32_t>(static_cast<float>(quotient));
}

bool is_energy(Row const& row) {
  return row.of == Of::display || row.of == Of::watt_hours;
}

bool touches(Row const& row, int function, unsigned first, std::size_t count) {
  return row.function == function && row.address < first + count &&
         first < row.address + row.words();
}

/// What the relay's register shows: in some maps not 0 or 1 but what was written.
std::optional<std::uint16_t> written(RegisterMap const& map, Row const& row, bool open) {
  bool const relay = row.of == Of::relay_open || row.of == Of::relay_closed;
  if (!relay || !map.order) return std::nullopt;
  return open ? map.order->open.back() : map.order->close.back();
}

void fill(RegisterMap const& map, Meter& meter, Snapshot const& at, int function, unsigned first,
          std::span<std::uint16_t> out) {
  for (auto const& row : map.rows) {
    if (!touches(row, function, first, out.size())) continue;
    auto const bits = bits_of(row, value_of(row, meter, at));
    for (unsigned i = 0; i < row.words(); ++i) {
      auto const address = row.address + i;
      if (address < first || address >= first + out.size()) continue;
      auto const shift = 16 * (row.words() - 1 - i);
      out[address - first] = static_cast<std::uint16_t>(bits >> shift);
      if (auto const shown = written(map, row, at.open)) out[address - first] = *shown;
    }
  }
}

bool answers(RegisterMap const& map, int function, unsigned address) {
  auto const in_row = [&](Row const& row) { return touches(row, function, address, 1); };
  auto const in_gap = [&](Gap const& gap) {
    return gap.function == function && gap.first <= address && address <= gap.last;
  };
  return std::any_of(map.rows.begin(), map.rows.end(), in_row) ||
         std::any_of(map.gaps.begin(), map.gaps.end(), in_gap);
}

}  // namespace

ModbusException read_registers(Meter& meter, std::int64_t now_ms, int function, unsigned first,
                               std::span<std::uint16_t> out) {
  auto const map = register_map(meter.spec().model);
  bool const speaks = std::any_of(map.rows.begin(), map.rows.end(),
                                  [&](Row const& row) { return row.function == function; });
  if (!speaks) return ModbusException::function;
  if (out.size() > map.most) return ModbusException::value;
  for (unsigned i = 0; i < out.size(); ++i) {
    if (!answers(map, function, first + i)) return ModbusException::address;
  }
  bool const energy = std::any_of(map.rows.begin(), map.rows.end(), [&](Row const& row) {
    return is_energy(row) && touches(row, function, first, out.size());
  });
  std::fill(out.begin(), out.end(), std::uint16_t{0});
  Snapshot const at{meter.electrical(now_ms), meter.state().relay_open,
                    energy && meter.take_glitch()};
  fill(map, meter, at, function, first, out);
  return ModbusException::none;
}

ModbusException write_registers(Meter& meter, std::int64_t now_ms, unsigned first,
                                std::span<std::uint16_t const> values) {
  auto const order = register_map(meter.spec().model).order;
  bool const ours = order && first == order->address && values.size() == order->open.size();
  if (!ours) return ModbusException::address;
  if (std::equal(values.begin(), values.end(), order->open.begin())) {
    meter.trip(now_ms);
    return ModbusException::none;
  }
  if (!std::equal(values.begin(), values.end(), order->close.begin())) {
    return ModbusException::value;
  }
  meter.close(now_ms);
  return ModbusException::none;
}

}  // namespace e2ms_sim
