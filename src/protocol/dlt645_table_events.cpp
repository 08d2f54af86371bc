#include <array>

#include "dlt645_table.hpp"

// DL/T 645-2007, annex A, class 03: how often something happened and for how long, and the last ten
// records of it. DI0 counts them, 01 is the newest.
namespace e2ms::protocol::dlt645 {
namespace {

constexpr Part kOperator = bits(4);

// Energies while something lasted: forward, reverse, and both combined reactive ones.
constexpr std::array kIncrements{kEnergy, kEnergy, kSignedEnergy, kSignedEnergy};
constexpr std::array kSpan{kSecondPart, kSecondPart};
constexpr std::array kSpanAndTotal{kSecondPart, kSecondPart,   kEnergy,
                                   kEnergy,     kSignedEnergy, kSignedEnergy};
// One phase: its increments, and what it measured when it began.
constexpr std::array kPhase{kEnergy,  kEnergy, kSignedEnergy, kSignedEnergy, kVoltage,
                            kCurrent, kPower,  kPower,        kPowerFactor};
constexpr std::array kAmpereHours{kEnergy, kEnergy, kEnergy, kEnergy};  // total and phases
constexpr std::array kWhenAndWho{kSecondPart, kOperator};

constexpr std::array kEvents{
    // Loss of voltage, undervoltage, overvoltage, loss of a phase: by phase
    between(0x03010000, 0x03040000, rows("", 3, 3, kCount, kCount)),
    between(0x03010101, 0x0304030A, record(kSpanAndTotal, 3, 3, kPhase, kAmpereHours)),
    // All phases lost, auxiliary supply lost, sequence of voltages and currents, unbalance
    between(0x03050000, 0x030A0000, one("", kCount, kCount)),
    between(0x03050001, 0x0305000A, one("", kSecondPart, kCurrent, kSecondPart)),
    between(0x03060001, 0x0306000A, one("", kSecondPart, kSecondPart)),
    between(0x03070001, 0x0308000A, record(kSpan, 4, 4, kIncrements)),
    between(0x03090001, 0x030A000A,
            record(std::array{kSecondPart, kSecondPart, number(2, 2)}, 4, 4, kIncrements)),
    // Loss of current, overcurrent, broken current circuit, reverse flow, overload: by phase
    between(0x030B0000, 0x030F0000, rows("", 3, 3, kCount, kCount)),
    between(0x030B0101, 0x030D030A, record(kSpanAndTotal, 3, 3, kPhase)),
    between(0x030E0101, 0x030F030A, record(kSpan, 4, 4, kIncrements)),
    // Quality of the voltage, this month and twelve before: minutes watched, percent within and
    // beyond the limits, minutes above and below, the highest and the lowest with MMDDhhmm
    between(0x03100000, 0x0310030C,
            one("", kCount, number(3, 2), number(3, 2), kCount, kCount, kVoltage, digits(4),
                kVoltage, digits(4))),
    // Power down
    at(0x03110000, one("", kCount)),
    between(0x03110001, 0x0311000A, one("", kSecondPart, kSecondPart)),
    // Demand beyond its limit: forward, reverse, four quadrants
    at(0x03120000, rows("", 6, 6, kCount)),
    between(0x03120101, 0x0312060A, one("", kSecondPart, kSecondPart, kDemand, kMinutePart)),

    // What people did to the meter
    between(0x03300000, 0x03300E00, one("", kCount)),
    between(0x03300001, 0x0330000A, record(kWhenAndWho, 10, 10, std::array{bits(4)})),
    between(0x03300101, 0x0330010A, record(kWhenAndWho, 24, 24, std::array{kEnergy})),
    between(0x03300201, 0x0330020A, record(kWhenAndWho, 24, 24, std::array{kDemand, kMinutePart})),
    between(0x03300301, 0x0330030A, one("", kSecondPart, kOperator, bits(4))),
    between(0x03300401, 0x0330040A, one("", kOperator, kSecondPart, kSecondPart)),
    between(0x03300501, 0x0330050A, record(kWhenAndWho, 1, 224, std::array{digits(3)})),
    between(0x03300601, 0x0330060A, record(kWhenAndWho, 1, 28, std::array{digits(3)})),
    between(0x03300701, 0x0330070A, one("", kSecondPart, kOperator, number(1, 0))),
    between(0x03300801, 0x0330080A, record(kWhenAndWho, 1, 254, std::array{digits(4)})),
    between(0x03300901, 0x03300B0A, one("", kSecondPart, kOperator, bits(1))),
    between(0x03300C01, 0x03300C0A, record(kWhenAndWho, 3, 3, std::array{digits(2)})),
    // Cover and terminal cover: six energies when it was opened, and when it was closed
    between(0x03300D01, 0x03300E0A, record(kSpan, 12, 12, std::array{kEnergy})),

    // Purchases of energy (32) and of money (33): when, how many so far, how much, what was left
    // before and after, the sum of all
    between(0x03320101, 0x0333010A, one("", kMinutePart)),
    between(0x03320201, 0x0333020A, one("", number(2, 0))),
    between(0x03320301, 0x0332060A, one("kWh", kEnergy)),
    between(0x03330301, 0x0333060A, one("yuan", kEnergy)),
};

}  // namespace

std::span<Entry const> event_entries() {
  return kEvents;
}

}  // namespace e2ms::protocol::dlt645
