#include "dlt645_table.hpp"

#include <array>

// DL/T 645-2007, annex A, with the filed extensions that meters are seen to have. The energies and
// demands of classes 00 and 01 are in families().
namespace e2ms::protocol::dlt645 {
namespace {

constexpr std::array kFamilies{
    Family{{0x00, 0x00}, "kWh", "", true},
    Family{{0x01, 0x02}, "kWh", "kW", false},
    Family{{0x03, 0x04}, "kvarh", "kvar", true},
    Family{{0x05, 0x08}, "kvarh", "kvar", false},
    Family{{0x09, 0x0A}, "kVAh", "kVA", false},
    // Phase A
    Family{{0x15, 0x16}, "kWh", "kW", false},
    Family{{0x17, 0x18}, "kvarh", "kvar", true},
    Family{{0x19, 0x1C}, "kvarh", "kvar", false},
    Family{{0x1D, 0x1E}, "kVAh", "kVA", false},
    // Phase B
    Family{{0x29, 0x2A}, "kWh", "kW", false},
    Family{{0x2B, 0x2C}, "kvarh", "kvar", true},
    Family{{0x2D, 0x30}, "kvarh", "kvar", false},
    Family{{0x31, 0x32}, "kVAh", "kVA", false},
    // Phase C
    Family{{0x3D, 0x3E}, "kWh", "kW", false},
    Family{{0x3F, 0x40}, "kvarh", "kvar", true},
    Family{{0x41, 0x44}, "kvarh", "kvar", false},
    Family{{0x45, 0x46}, "kVAh", "kVA", false},
    // Associated, fundamental and harmonic energies and loss compensation: total and by phase
    Family{{0x80, 0x86}, "kWh", "", false},
    Family{{0x94, 0x9A}, "kWh", "", false},
    Family{{0xA8, 0xAE}, "kWh", "", false},
    Family{{0xBC, 0xC2}, "kWh", "", false},
};

// 00: what a meter that keeps its own balance has left, and what was used in the billing period
constexpr std::array kRegisters{
    between(0x00900100, 0x00900101, one("kWh", kEnergy)),
    between(0x00900200, 0x00900201, one("yuan", kEnergy)),
    between(0x000B0000, 0x000B000C, one("kWh", kSignedEnergy)),
};

// 02: momentary values
constexpr std::array kMomentary{
    between(0x02010100, 0x02010300, one("V", kVoltage)),
    at(0x0201FF00, rows("V", 3, 3, kVoltage)),
    between(0x02020100, 0x02020300, one("A", kCurrent)),
    at(0x0202FF00, rows("A", 3, 3, kCurrent)),
    between(0x02030000, 0x02030300, one("kW", kPower)),
    at(0x0203FF00, rows("kW", 4, 4, kPower)),
    between(0x02040000, 0x02040300, one("kvar", kPower)),
    at(0x0204FF00, rows("kvar", 4, 4, kPower)),
    between(0x02050000, 0x02050300, one("kVA", number(3, 4))),
    at(0x0205FF00, rows("kVA", 4, 4, number(3, 4))),
    between(0x02060000, 0x02060300, one("", signed_number(2, 3))),
    at(0x0206FF00, rows("", 4, 4, signed_number(2, 3))),
    between(0x02070100, 0x02070300, one("deg", kVoltage)),
    at(0x0207FF00, rows("deg", 3, 3, kVoltage)),
    between(0x02080100, 0x02090300, one("%", number(2, 2))),
    between(0x0208FF00, 0x0209FF00, rows("%", 3, 3, number(2, 2))),
    between(0x020A0101, 0x020B0315, one("%", number(2, 2))),
    between(0x020A01FF, 0x020B03FF, rows("%", 1, 21, number(2, 2))),
    at(0x02800001, one("A", kCurrent)),
    at(0x02800002, one("Hz", number(2, 2))),
    between(0x02800003, 0x02800004, one("kW", kPower)),
    at(0x02800005, one("kvar", kPower)),
    at(0x02800006, one("kVA", kPower)),
    at(0x02800007, one("degC", signed_number(2, 1))),
    between(0x02800008, 0x02800009, one("V", number(2, 2))),
    at(0x0280000A, one("min", number(4, 0))),
    at(0x0280000B, one("yuan/kWh", number(4, 4))),
    between(0x02800020, 0x02800021, one("yuan/kWh", number(4, 4))),
    between(0x02800022, 0x02800023, one("min", number(2, 0))),
};

// 1D, 1E: how often the relay opened and closed, and the records of it: when, who, and the energies
// forward, reverse and of the four quadrants. Some meters give the record under every identifier,
// others its parts one by one.
constexpr std::array kSwitching{
    at(0x1D000001, one("", kCount)),
    at(0x1E000001, one("", kCount)),
    between(0x1D000101, 0x1E00FFFF,
            one("", kSecondPart, bits(4), kEnergy, kEnergy, kEnergy, kEnergy, kEnergy, kEnergy)),
    between(0x1D000101, 0x1E0001FF, one("", kSecondPart)),
    between(0x1D000201, 0x1E0002FF, one("", bits(4))),
    between(0x1D000301, 0x1E0004FF, one("kWh", kEnergy)),
    between(0x1D000501, 0x1E0008FF, one("kvarh", kEnergy)),
};

}  // namespace

std::span<Family const> families() {
  return kFamilies;
}

std::span<Entry const> entries_2007(Byte di3) {
  switch (di3) {
    case 0x00:
      return kRegisters;
    case 0x02:
      return kMomentary;
    case 0x03:
      return event_entries();
    case 0x04:
      return parameter_entries();
    case 0x05:
    case 0x06:
      return freeze_entries();
    case 0x1D:
    case 0x1E:
      return kSwitching;
    default:
      return {};
  }
}

}  // namespace e2ms::protocol::dlt645
