#include <array>

#include "dlt645_table.hpp"

// DL/T 645-2007, annex A, class 04: parameters, with the filed extensions. Passwords (04000C) are
// left out: they are never shown.
namespace e2ms::protocol::dlt645 {
namespace {

constexpr std::array kParameters{
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
    at(0x040002FF,
       one("", number(1, 0), number(1, 0), number(1, 0), number(1, 0), number(2, 0), number(1, 0))),
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
    between(0x04000901, 0x04000906, one("", bits(1))),
    at(0x04000A01, one("", digits(4))),
    between(0x04000A02, 0x04000A07, one("min", number(2, 0))),
    between(0x04000B01, 0x04000B03, one("", digits(2))),
    between(0x04000D01, 0x04000D0C, one("", number(2, 3))),
    between(0x04000E01, 0x04000E02, one("kW", number(3, 4))),
    between(0x04000E03, 0x04000E04, one("V", kVoltage)),
    // Limits of meters that keep their own balance
    between(0x04000F01, 0x04000F04, one("kWh", kEnergy)),
    between(0x04001001, 0x04001005, one("yuan", kEnergy)),
    at(0x04001101, one("", bits(1))),
    at(0x04001104, one("", bits(8))),
    at(0x04001201, one("", kMinutePart)),
    at(0x04001202, one("min", number(1, 0))),
    at(0x04001203, one("", digits(2))),
    at(0x04001301, one("", bits(1))),
    at(0x04001401, one("min", number(2, 0))),
    at(0x04001501, one("", bits(12))),
    at(0x04010000, rows("", 1, 14, digits(3))),
    between(0x04010001, 0x04010008, rows("", 1, 14, digits(3))),
    at(0x04020000, rows("", 1, 14, digits(3))),
    between(0x04020001, 0x04020008, rows("", 1, 14, digits(3))),
    between(0x04030001, 0x040300FE, one("", digits(4))),
    // The n-th display page: an identifier and which of its values
    between(0x04040101, 0x040402FE, one("", bits(4), number(1, 0))),
    // Prices of the rates and of the ladder, of the set in use and of the next one
    between(0x04050101, 0x0405023F, one("yuan/kWh", number(4, 4))),
    between(0x040501FF, 0x040502FF, rows("yuan/kWh", 1, 63, number(4, 4))),
    at(0x040600FF, rows("kWh", 1, 16, kEnergy)),
    at(0x040601FF, rows("yuan/kWh", 1, 17, number(4, 4))),
    at(0x040602FF, rows("kWh", 1, 16, kEnergy)),
    at(0x040603FF, rows("yuan/kWh", 1, 17, number(4, 4))),
    between(0x04800001, 0x04800003, one("", text(32))),
};

}  // namespace

std::span<Entry const> parameter_entries() {
  return kParameters;
}

}  // namespace e2ms::protocol::dlt645
