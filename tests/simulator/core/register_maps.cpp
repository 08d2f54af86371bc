#include <array>
#include <bit>

#include "simulator/core/modbus.hpp"

namespace e2ms_sim {
namespace {

/// One value of a map: `words` registers from `first` on. Kinds that hold energy obey the
/// fault "reads zero".
struct Entry {
  unsigned first;
  unsigned words;
  std::uint32_t value;
};

constexpr int kReadHolding = 3;
constexpr int kReadInput = 4;

std::uint32_t number(std::int64_t value) {
  return static_cast<std::uint32_t>(value);
}

// The registers of these models really are IEEE 754 numbers.
std::uint32_t real(std::int64_t value, std::int64_t divisor) {
  auto const quotient = static_cast<double>(value) / static_cast<double>(divisor);
  return std::bit_cast<std::uint32_t>(static_cast<float>(quotient));
}

struct Image {
  std::array<Entry, 32> entries{};
  std::size_t count = 0;

  void put(unsigned first, unsigned words, std::uint32_t value) {
    entries[count++] = {first, words, value};
  }
  bool copy(unsigned address, std::uint16_t& out) const {
    for (std::size_t i = 0; i < count; ++i) {
      auto const& entry = entries[i];
      if (address < entry.first || address >= entry.first + entry.words) continue;
      bool const high = entry.words == 2 && address == entry.first;
      out = static_cast<std::uint16_t>(high ? entry.value >> 16 : entry.value & 0xFFFF);
      return true;
    }
    return false;
  }
};

struct Snapshot {
  Electrical now;
  std::array<std::int64_t, 5> centikwh{};  // total and four rates
  std::int64_t wh = 0;
  bool open = false;
};

void map_acrel(Image& image, Snapshot const& at) {
  for (unsigned i = 0; i < 5; ++i) image.put(2 * i, 2, number(at.centikwh[i]));
  image.put(0x0A, 1, 0);
  image.put(0x0B, 1, number(at.now.decivolt[0]));
  image.put(0x0C, 1, number(at.now.milliamp[0] / 10));
  image.put(0x0D, 1, number(at.now.total_w));
  image.put(0x0E, 1, number(at.now.total_var));
  image.put(0x0F, 1, number(at.now.total_va));
  image.put(0x10, 1, number(at.now.pf_permille));
  image.put(0x38, 1, 1);
  image.put(0x57, 1, 1);
  image.put(0x58, 1, at.open ? 1 : 0);
  image.put(0x5030, 2, 0);
}

void map_eastron(Image& image, Snapshot const& at) {
  auto const& now = at.now;
  image.put(0x00, 2, real(now.decivolt[0], 10));
  image.put(0x06, 2, real(now.milliamp[0], 1000));
  image.put(0x0C, 2, real(now.total_w, 1));
  image.put(0x12, 2, real(now.total_va, 1));
  image.put(0x18, 2, real(now.total_var, 1));
  image.put(0x1E, 2, real(now.pf_permille, 1000));
  image.put(0x34, 2, real(now.total_w, 1));
  image.put(0x38, 2, real(now.total_va, 1));
  image.put(0x3C, 2, real(now.total_var, 1));
  image.put(0x3E, 2, real(now.pf_permille, 1000));
  image.put(0x46, 2, real(now.centihertz, 100));
  image.put(0x48, 2, real(at.wh, 1000));
  image.put(0x4A, 2, 0);
  image.put(0x4C, 2, 0);
  image.put(0x4E, 2, 0);
  image.put(0x156, 2, real(at.wh, 1000));
  image.put(0x158, 2, 0);
}

void map_eastron_holding(Image& image, Meter const& meter) {
  image.put(0x12, 2, real(0, 1));
  image.put(0x14, 2, real(std::stoll(meter.spec().address), 1));
  image.put(0x1C, 2, real(2, 1));
}

void map_chint(Image& image, Snapshot const& at) {
  image.put(0x2000, 2, real(at.now.decivolt[0], 10));
  image.put(0x2002, 2, real(at.now.milliamp[0], 1000));
  image.put(0x2004, 2, real(at.now.total_w, 1000));
  image.put(0x2006, 2, real(at.now.total_var, 1000));
  image.put(0x200A, 2, real(at.now.pf_permille, 1000));
  image.put(0x200E, 2, real(at.now.centihertz, 100));
  image.put(0x4000, 2, real(at.wh, 1000));
  image.put(0x400A, 2, 0);
}

void map_hiking(Image& image, Meter const& meter, Snapshot const& at) {
  image.put(0x00, 2, number(at.centikwh[0]));
  image.put(0x08, 2, 0);
  image.put(0x0A, 2, number(at.centikwh[0]));
  image.put(0x0C, 1, number(at.now.decivolt[0]));
  image.put(0x0D, 1, number(at.now.milliamp[0] / 10));
  image.put(0x0E, 1, number(at.now.total_w));
  image.put(0x0F, 1, number(at.now.total_var));
  image.put(0x10, 1, number(at.now.pf_permille));
  image.put(0x11, 1, number(at.now.centihertz));
  image.put(0x15, 1, number(std::stoll(meter.spec().address) << 8 | 1));
  image.put(0x1A, 1, at.open ? 0 : 1);
}

/// The registers with energy, to know which reads the fault "answers zero" concerns.
bool holds_energy(Model model, unsigned first, std::size_t count) {
  auto const touches = [&](unsigned from, unsigned to) {
    return first <= to && first + count > from;
  };
  switch (model) {
    case Model::acrel_ddsy1352:
      return touches(0x00, 0x09);
    case Model::eastron_sdm230:
      return touches(0x48, 0x49) || touches(0x156, 0x157);
    case Model::chint_ddsu666:
      return touches(0x4000, 0x4001);
    case Model::hiking_dds238:
      return touches(0x00, 0x01) || touches(0x0A, 0x0B);
    case Model::dlt645_single:
    case Model::dlt645_three:
      break;
  }
  return false;
}

int function_of(Model model) {
  return model == Model::eastron_sdm230 ? kReadInput : kReadHolding;
}

std::size_t most_registers(Model model) {
  if (model == Model::acrel_ddsy1352) return 60;
  return model == Model::eastron_sdm230 ? 80 : 125;
}

Image image_of(Meter& meter, std::int64_t now_ms, int function, bool zero) {
  Snapshot at;
  at.now = meter.electrical(now_ms);
  at.open = meter.state().relay_open;
  if (!zero) {
    for (std::size_t i = 0; i < at.centikwh.size(); ++i) {
      at.centikwh[i] = meter.register_centikwh(static_cast<int>(i));
    }
    at.wh = meter.energy_wh();
  }
  Image image;
  switch (meter.spec().model) {
    case Model::acrel_ddsy1352:
      map_acrel(image, at);
      break;
    case Model::chint_ddsu666:
      map_chint(image, at);
      break;
    case Model::hiking_dds238:
      map_hiking(image, meter, at);
      break;
    case Model::eastron_sdm230:
      if (function == kReadHolding)
        map_eastron_holding(image, meter);
      else
        map_eastron(image, at);
      break;
    case Model::dlt645_single:
    case Model::dlt645_three:
      break;
  }
  return image;
}

}  // namespace

ModbusException read_registers(Meter& meter, std::int64_t now_ms, int function, unsigned first,
                               std::span<std::uint16_t> out) {
  auto const model = meter.spec().model;
  bool const eastron_holding = model == Model::eastron_sdm230 && function == kReadHolding;
  if (function != function_of(model) && !eastron_holding) return ModbusException::function;
  if (out.size() > most_registers(model)) return ModbusException::value;
  auto const plain = image_of(meter, now_ms, function, false);
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!plain.copy(first + static_cast<unsigned>(i), out[i])) return ModbusException::address;
  }
  bool const energy = !eastron_holding && holds_energy(model, first, out.size());
  if (!energy || !meter.take_glitch()) return ModbusException::none;
  auto const zeroed = image_of(meter, now_ms, function, true);
  for (std::size_t i = 0; i < out.size(); ++i) {
    zeroed.copy(first + static_cast<unsigned>(i), out[i]);
  }
  return ModbusException::none;
}

ModbusException write_registers(Meter& meter, std::int64_t now_ms, unsigned first,
                                std::span<std::uint16_t const> values) {
  bool open = false;
  if (meter.spec().model == Model::acrel_ddsy1352) {
    // Both words or nothing: the first one says that the state is forced from afar.
    if (first != 0x57 || values.size() != 2) return ModbusException::address;
    if (values[0] != 1 || values[1] > 1) return ModbusException::value;
    open = values[1] == 1;
  } else if (meter.spec().model == Model::hiking_dds238) {
    if (first != 0x1A || values.size() != 1) return ModbusException::address;
    if (values[0] > 1) return ModbusException::value;
    open = values[0] == 0;
  } else {
    return ModbusException::address;
  }
  if (open)
    meter.trip(now_ms);
  else
    meter.close(now_ms);
  return ModbusException::none;
}

}  // namespace e2ms_sim
