#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/device/address.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/protocol/cjt188.hpp"
#include "e2ms/protocol/dlt645_items.hpp"

namespace e2ms::device {

/// What a model can measure. Each has one canonical unit, the one of `Reading`: Wh, mV, mA, mW,
/// thousandths, mHz.
enum class Quantity : std::uint8_t {
  energy,
  energy_sharp,
  energy_peak,
  energy_flat,
  energy_valley,
  energy_deep_valley,
  voltage_a,
  voltage_b,
  voltage_c,
  current_a,
  current_b,
  current_c,
  power,
  power_factor,
  frequency,
};
constexpr std::size_t kQuantities = 15;

/// The word used in model files: "energy.sharp", "voltage.a".
std::string_view word(Quantity quantity);
std::optional<Quantity> quantity_of(std::string_view word);

/// How a Modbus register or group of registers spells a number.
enum class Number { u16, i16, u32, i32, u64, i64, f32 };

/// How a number of several registers lies on the wire; A is its most significant byte. Eight-byte
/// numbers follow the same rule with their words in the same or the opposite order.
enum class WordOrder { abcd, cdab, badc, dcba };

/// One number of a Modbus meter.
struct RegisterItem {
  Quantity quantity;
  Byte function;          ///< 3 holding, 4 input registers
  std::uint16_t address;  ///< zero-based
  Number number;
  WordOrder order;
  int exponent;                     ///< canonical unit = number x 10^exponent
  std::vector<std::uint64_t> fill;  ///< bit patterns that mean "not available"

  std::uint16_t words() const;
};

/// One item, or one block of items, of a DL/T 645 meter.
struct IdentifierItem {
  std::uint32_t di;
  std::vector<Quantity> gives;    ///< one per value of the item; a block gives several
  protocol::dlt645::Item layout;  ///< the catalogue's, unless the maker spells it otherwise
};

/// Registers that a model is known to answer in one read, also where nothing of ours lies between
/// them. Outside of spans a read that touches an unused register may be refused as a whole.
struct RegisterSpan {
  Byte function;
  std::uint16_t first;
  std::uint16_t last;  ///< inclusive
};

/// How a Modbus meter's relay is ordered and read back, by registers or by coils.
struct RegisterRelay {
  Byte order_function;  ///< 5, 6, 15 or 16
  std::uint16_t order_address;
  std::vector<std::uint16_t> open;   ///< what the order writes: words, or one 0 or 1 per coil
  std::vector<std::uint16_t> close;  ///< as many
  Byte state_function;               ///< 1 to 4
  std::uint16_t state_address;
  std::uint16_t state_mask;    ///< of a register; a coil is its lowest bit
  std::uint16_t state_open;    ///< open when (register & mask) is this ...
  std::uint16_t state_closed;  ///< ... closed when it is this, and anything else is no state
};

/// Until when a DL/T 645 relay order may be carried out. The meter compares with its own clock.
enum class Expiry {
  later_clock,  ///< the later of our clock and the meter's, plus a span
  zero,         ///< all bytes zero, which some meters insist on
  fixed,        ///< a fixed far date
};

/// What a DL/T 645 meter wants to see before it obeys.
struct RelayAccess {
  Byte permission = 0x02;
  std::array<Byte, 3> password{};     ///< wire order
  std::array<Byte, 4> operator_id{};  ///< wire order

  friend bool operator==(RelayAccess const&, RelayAccess const&) = default;
};

struct IdentifierRelay {
  RelayAccess access;  ///< what the maker ships; a meter may have its own
  Expiry expiry = Expiry::later_clock;
  Duration valid_for;  ///< for later_clock
  LocalTime fixed;     ///< for Expiry::fixed
  std::uint32_t state_di;
  std::uint32_t state_mask;    ///< the bit of the actual state, 1 = open
  std::uint32_t command_mask;  ///< the bit of the last command, 1 = open; 0 when there is none
};

/// A DL/T 645 relay that is ordered by writing an item of the maker's own, as in meters from
/// before relay orders were agreed upon. Needs no clock and knows no key.
struct WrittenRelay {
  RelayAccess access;
  std::uint32_t order_di;
  Bytes open;   ///< wire order
  Bytes close;  ///< wire order
  std::uint32_t state_di;
  std::uint32_t state_mask;    ///< of the state's bytes, the first one lowest
  std::uint32_t state_open;    ///< open when (state & mask) is this ...
  std::uint32_t state_closed;  ///< ... closed when it is this, and anything else is no state
};

/// How a water meter wants to be spoken to.
struct WaterTraits {
  Byte type;  ///< T of the frame: cold, hot, drinking, reused water
  protocol::cjt188::DiOrder order;
};

/// The ways a relay may be spoken to, of which a model has exactly one, and the pace.
struct RelayPart {
  std::optional<RegisterRelay> registers;
  std::optional<IdentifierRelay> identifiers;
  std::optional<WrittenRelay> written;
  std::optional<WaterTraits> valve;  ///< of a water meter: open for the relay is shut for the valve
  Duration settle;                   ///< how long after an order the contacts may take to move
  int read_backs{};                  ///< how often the state is asked for before the answer counts

  /// What the maker ships; empty for a relay without a password.
  std::optional<RelayAccess> access() const;
};

/// A meter model: everything that distinguishes it from others of its protocol, as data.
/// Immutable once read; dialogues keep a reference, so models outlive them.
struct Model {
  std::string id;  ///< "acrel-ddsy1352"
  std::string name;
  std::string maker;
  Protocol protocol;
  int phases;               ///< 0 of a water meter
  bool primary_values;      ///< true when the meter already applied its CT/PT ratio
  int integer_digits;       ///< of the energy or water register, before it rolls over
  int decimals;             ///< of that register, in kWh or cubic metres
  std::int64_t rated_mv;    ///< rated voltage of a phase
  std::int64_t rated_ma;    ///< rated (basic) current
  std::int64_t maximum_ma;  ///< largest current it measures
  Duration answer_within;   ///< how long the meter may take to begin its answer
  Duration quiet;           ///< shortest pause on the bus before it is asked again

  // Modbus
  std::vector<RegisterItem> registers;  ///< ordered by function and address
  std::uint16_t largest_block = 0;      ///< registers in one request
  std::vector<RegisterSpan> spans;      ///< where a block may run over unused registers

  // DL/T 645
  std::vector<IdentifierItem> identifiers;  ///< single items
  std::vector<IdentifierItem> blocks;       ///< asked instead of the single items they cover
  std::optional<std::uint32_t> clock_di;    ///< date and time in one item, where it exists
  unsigned daily_freezes = 0;               ///< midnights it remembers; 0: it notes none

  // CJ/T 188; such a model measures no electricity
  std::optional<WaterTraits> water;

  std::optional<RelayPart> relay;

  /// Of a DL/T 645 model.
  protocol::dlt645::Edition edition() const {
    using protocol::dlt645::Edition;
    return protocol == Protocol::dlt645_1997 ? Edition::y1997 : Edition::y2007;
  }
  bool is_water() const { return protocol == Protocol::cjt188; }
  Medium medium() const { return is_water() ? Medium::water : Medium::electricity; }
  bool has_clock() const {
    return protocol == Protocol::dlt645_2007 || protocol == Protocol::dlt645_1997;
  }
  bool has_relay() const { return relay.has_value(); }
  bool measures(Quantity quantity) const;
  /// One past the largest position of the register, in Wh or litres: where it rolls over.
  std::int64_t rollover_wh() const;
  /// The most it measures, all phases together; 0 of water.
  std::int64_t maximum_w() const;
};

/// What is wrong with a model file, and where.
struct ModelProblem {
  std::string file;
  std::string place;  ///< JSON pointer
  std::string text;

  friend bool operator==(ModelProblem const&, ModelProblem const&) = default;
};

/// A model, or every problem that was found; never both.
struct ModelFile {
  std::optional<Model> model;
  std::vector<ModelProblem> problems;
};

/// Reads the text of a model file. `file` only names it in problems. Unknown keys are problems.
ModelFile read_model(std::string_view file, std::string_view text);

}  // namespace e2ms::device
