#include <array>

#include "dlt645_table.hpp"

// DL/T 645-1997, annex A. Two bytes of identifier; the months before add 4 and 8 to the second
// digit. What single makers added is left out.
namespace e2ms::protocol::dlt645 {
namespace {

constexpr Byte kMostTariffs = 15;

/// A register and its tariffs (low digit 0 to E), and the block of all of them (low digit F), for
/// each high digit of DI0 between `first` and `last`.
constexpr Entry single(Byte di1, Byte high_digit, Item item) {
  auto const low = static_cast<Byte>(high_digit << 4);
  return {{0, 0}, {0, 0}, {di1, di1}, {low, static_cast<Byte>(low | 0x0E)}, item};
}
constexpr Entry block(Byte di1, Byte high_digit, std::string_view unit, Byte most, Part part) {
  auto const di0 = static_cast<Byte>(high_digit << 4 | 0x0F);
  return {{0, 0}, {0, 0}, {di1, di1}, {di0, di0}, rows(unit, 1, most, part)};
}

struct Register {
  Byte di1;
  Byte first;  ///< high digit of DI0
  Byte last;
  std::string_view unit;
  Part part;
};

constexpr std::array kRegisters{
    Register{0x90, 0, 2, "kWh", kEnergy}, Register{0x91, 1, 6, "kvarh", kEnergy},
    Register{0xA0, 1, 2, "kW", kDemand},  Register{0xA1, 1, 6, "kvar", kDemand},
    Register{0xB0, 1, 2, "", digits(4)},  Register{0xB1, 1, 6, "", digits(4)},
};

constexpr std::size_t count_entries() {
  std::size_t count = 0;
  for (auto const& reg : kRegisters) count += 3U * 2U * (reg.last - reg.first + 1U);
  return count;
}

constexpr auto make_register_entries() {
  std::array<Entry, count_entries()> entries{};
  std::size_t next = 0;
  for (auto const& reg : kRegisters)
    for (Byte months = 0; months <= 8; months = static_cast<Byte>(months + 4))
      for (Byte digit = reg.first; digit <= reg.last; ++digit) {
        auto const di1 = static_cast<Byte>(reg.di1 + months);
        entries[next++] = single(di1, digit, one(reg.unit, reg.part));
        entries[next++] = block(di1, digit, reg.unit, kMostTariffs, reg.part);
      }
  return entries;
}

constexpr std::array kOthers{
    between(0xB611, 0xB613, one("V", number(2, 0))),
    at(0xB61F, rows("V", 3, 3, number(2, 0))),
    between(0xB621, 0xB623, one("A", number(2, 2))),
    at(0xB62F, rows("A", 3, 3, number(2, 2))),
    between(0xB630, 0xB633, one("kW", number(3, 4))),
    at(0xB63F, rows("kW", 4, 4, number(3, 4))),
    between(0xB640, 0xB643, one("kvar", number(2, 2))),
    at(0xB64F, rows("kvar", 4, 4, number(2, 2))),
    between(0xB650, 0xB653, one("", number(2, 3))),
    at(0xB65F, rows("", 4, 4, number(2, 3))),
    // When it was last programmed, when the demand was cleared, how often both; battery minutes
    between(0xB210, 0xB211, one("", digits(4))),
    between(0xB212, 0xB213, one("", number(2, 0))),
    at(0xB214, one("min", kCount)),
    // Lost phases, all and each: how often, how many minutes, begin and end of the last
    between(0xB310, 0xB313, one("", number(2, 0))),
    between(0xB320, 0xB323, one("min", kCount)),
    between(0xB330, 0xB333, one("", digits(4))),
    between(0xB340, 0xB343, one("", digits(4))),
    at(0xC010, one("", kDatePart)),
    at(0xC011, one("", kClockPart)),
    between(0xC020, 0xC022, one("", bits(1))),
    at(0xC030, one("imp/kWh", number(3, 0))),
    at(0xC031, one("imp/kvarh", number(3, 0))),
    between(0xC032, 0xC034, one("", digits(6))),
    between(0xC111, 0xC112, one("min", number(1, 0))),
    between(0xC113, 0xC114, one("s", number(1, 0))),
    between(0xC115, 0xC116, one("", number(1, 0))),
    at(0xC117, one("", digits(2))),
    at(0xC119, one("kWh", number(4, 1))),
    at(0xC11A, one("kvarh", number(4, 1))),
    at(0xC211, one("ms", number(2, 0))),
    // How many zones, day tables, slots, rates and holidays; the tables
    between(0xC310, 0xC314, one("", number(1, 0))),
    between(0xC321, 0xC32E, one("", digits(3))),
    between(0xC331, 0xC33A, one("", digits(3))),
    between(0xC341, 0xC34A, one("", digits(3))),
    between(0xC351, 0xC35A, one("", digits(3))),
    between(0xC361, 0xC36A, one("", digits(3))),
    between(0xC371, 0xC37A, one("", digits(3))),
    between(0xC381, 0xC38A, one("", digits(3))),
    between(0xC391, 0xC39A, one("", digits(3))),
    between(0xC3A1, 0xC3AA, one("", digits(3))),
    between(0xC411, 0xC41E, one("", digits(3))),
    // The load profile: begin MMDDhhmm and interval
    at(0xC510, one("", digits(4))),
    at(0xC511, one("min", number(2, 0))),
};

constexpr auto make_all() {
  constexpr auto kRegisterEntries = make_register_entries();
  std::array<Entry, kRegisterEntries.size() + kOthers.size()> all{};
  std::size_t next = 0;
  for (auto const& entry : kRegisterEntries) all[next++] = entry;
  for (auto const& entry : kOthers) all[next++] = entry;
  return all;
}

constexpr auto kEntries = make_all();

}  // namespace

std::span<Entry const> entries_1997() {
  return kEntries;
}

}  // namespace e2ms::protocol::dlt645
