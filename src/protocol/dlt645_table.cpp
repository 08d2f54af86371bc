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

constexpr Part kVoltage = number(2, 1);
constexpr Part kCurrent = signed_number(3, 3);
constexpr Part kPower = signed_number(3, 4);
constexpr Part kEnergy = number(4, 2);
constexpr Part kCount = number(3, 0);

constexpr std::array kEntries{
    // 00: what a meter that keeps its own balance has left
    between(0x00900100, 0x00900101, one("kWh", kEnergy)),
    between(0x00900200, 0x00900201, one("yuan", kEnergy)),

    // 02: momentary values
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
    at(0x02800020, one("yuan/kWh", number(4, 4))),

    // 03: how often and how many minutes; by phase where the event belongs to one
    between(0x03010000, 0x03040000, rows("", 3, 3, kCount, kCount)),
    between(0x03050000, 0x030A0000, one("", kCount, kCount)),
    between(0x030B0000, 0x030F0000, rows("", 3, 3, kCount, kCount)),
    at(0x03110000, one("", kCount)),
    between(0x03300000, 0x03300E00, one("", kCount)),

    // 04: parameters
    at(0x04000101, one("", kDatePart)),
    at(0x04000102, one("", kClockPart)),
    between(0x04000103, 0x04000104, one("min", number(1, 0))),
    at(0x04000105, one("ms", number(2, 0))),
    between(0x04000106, 0x04000109, one("", kMinutePart)),
    at(0x0400010C, one("", part(Spelling::week_time, 7))),
    at(0x040001FF, one("", kDatePart, kClockPart, number(1, 0), number(1, 0), number(2, 0),
                       kMinutePart, kMinutePart)),
    between(0x04000201, 0x04000204, one("", number(1, 0))),
    at(0x04000205, one("", number(2, 0))),
    between(0x04000206, 0x04000207, one("", number(1, 0))),
    between(0x04000301, 0x04000305, one("", number(1, 0))),
    between(0x04000306, 0x04000307, one("", number(3, 0))),
    between(0x04000401, 0x04000402, one("", digits(6))),
    at(0x04000403, one("", text(32))),
    between(0x04000404, 0x04000406, one("", text(6))),
    between(0x04000407, 0x04000408, one("", text(4))),
    at(0x04000409, one("imp/kWh", kCount)),
    at(0x0400040A, one("imp/kvarh", kCount)),
    between(0x0400040B, 0x0400040C, one("", text(10))),
    at(0x0400040D, one("", text(16))),
    at(0x0400040E, one("", digits(6))),
    between(0x04000501, 0x04000508, one("", bits(2))),
    at(0x040005FF, rows("", 7, 8, bits(2))),
    between(0x04000601, 0x04000603, one("", bits(1))),
    between(0x04000701, 0x04000705, one("", bits(1))),
    at(0x04000801, one("", bits(1))),
    at(0x04000802, one("", number(1, 0))),
    at(0x04000901, one("", bits(1))),
    at(0x04000A01, one("", digits(4))),
    between(0x04000A02, 0x04000A07, one("min", number(2, 0))),
    between(0x04000B01, 0x04000B03, one("", digits(2))),
    between(0x04000D01, 0x04000D0C, one("", number(2, 3))),
    between(0x04000E01, 0x04000E02, one("kW", number(3, 4))),
    between(0x04000E03, 0x04000E04, one("V", kVoltage)),
    between(0x04000F01, 0x04000F04, one("kWh", kEnergy)),
    between(0x04001001, 0x04001005, one("yuan", kEnergy)),
    at(0x04001101, one("", bits(1))),
    at(0x04001104, one("", bits(8))),
    at(0x04001201, one("", kMinutePart)),
    at(0x04001202, one("min", number(1, 0))),
    at(0x04001203, one("", digits(2))),
    at(0x04001401, one("min", number(2, 0))),
    at(0x04001501, one("", bits(12))),
    at(0x04010000, rows("", 1, 14, digits(3))),
    between(0x04010001, 0x04010008, rows("", 1, 14, digits(3))),
    at(0x04020000, rows("", 1, 14, digits(3))),
    between(0x04020001, 0x04020008, rows("", 1, 14, digits(3))),
    between(0x04030001, 0x040300FE, one("", digits(4))),
    between(0x04800001, 0x04800003, one("", text(32))),

    // 05: freezes, newest first; hours have a block of their own
    at(0x0504FF01, one("kWh", kMinutePart, kEnergy, kEnergy)),
    between(0x05000001, 0x050700FE, one("", kMinutePart)),
    between(0x05000101, 0x050702FE, rows("kWh", 1, 64, kEnergy)),
    between(0x05000301, 0x050704FE, rows("kvarh", 1, 64, signed_number(4, 2))),
    between(0x05000501, 0x050708FE, rows("kvarh", 1, 64, kEnergy)),
    between(0x05000901, 0x05070AFE, rows("kW", 1, 24, number(3, 4), kMinutePart)),
    between(0x05001001, 0x050710FE, rows("", 8, 8, kPower)),

    // 1D, 1E: how often the relay opened and closed, and the records of it: when, who, and the
    // energies forward, reverse and of the four quadrants
    at(0x1D000001, one("", kCount)),
    at(0x1E000001, one("", kCount)),
    between(0x1D000101, 0x1E00FFFF,
            one("", kSecondPart, bits(4), kEnergy, kEnergy, kEnergy, kEnergy, kEnergy, kEnergy)),
};

}  // namespace

std::span<Family const> families() {
  return kFamilies;
}

std::span<Entry const> entries_2007() {
  return kEntries;
}

}  // namespace e2ms::protocol::dlt645
