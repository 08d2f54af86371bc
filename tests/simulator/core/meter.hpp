#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "simulator/core/curve.hpp"

namespace e2ms_sim {

enum class Model {
  dlt645_single,
  dlt645_three,
  dlt645_1997_single,
  dlt645_1997_three,
  cjt188_water,
  acrel_ddsy1352,
  acrel_dtsy1352,
  acrel_dtsd1352,
  sfere_prepaid,
  eastron_sdm120,
  eastron_sdm220,
  eastron_sdm230,
  eastron_sdm630,
  eastron_sdm72,
  eastron_sdm320y,
  eastron_sdm530y,
  chint_ddsu666,
  chint_dtsu666,
  hiking_dds238,  // the ZN/SR, which has a relay
  hiking_dds238_zn_s,
  ytl_5300,
  orno_we_514,
  orno_we_516,
  schneider_iem3000,
  ddm18sd
};

enum class Wire { dlt645_2007, dlt645_1997, cjt188, modbus };

std::optional<Model> model_named(std::string_view text);
std::string_view name_of(Model model);
Wire wire_of(Model model);
/// Either edition.
bool speaks_dlt645(Model model);
bool has_three_phases(Model model);
bool has_relay(Model model);

/// What can go wrong with the answers of one meter or of one whole gateway.
struct LineFaults {
  std::int64_t delay_ms = 0;  // longer work on the bus
  std::int64_t late_ms = 0;   // longer way after the bus, so others may overtake
  int loss_percent = 0;
  int bad_checksum_percent = 0;
  int split = 1;  // pieces per answer
  bool merge = false;
  bool offline = false;
};

struct MeterSpec {
  std::string address;  // twelve digits as on the label, or a Modbus unit 1..247
  Model model = Model::dlt645_single;
  Curve curve;
  std::int64_t peak_w = 3000;
  std::int64_t initial_wh = 0;
  std::string password = "000000";  // as on the label, high digits first
  std::uint8_t permission = 2;
  bool zero_expiry_allowed = false;
  std::int64_t trip_delay_ms = 0;
  std::int64_t key_press_ms = 3000;  // after "close allowed"; negative = nobody presses
  bool relay_stuck = false;
  bool battery_low = false;  // of a water meter
  std::int64_t clock_off_ms = 0;
  int glitch_zero = 0;
  LineFaults faults;
};

/// What all meters of one run share.
struct World {
  std::uint64_t seed = 1;
  std::int64_t start_ms = 0;
  int utc_offset_min = 480;
  std::int64_t speed = 1;
};

/// What survives a restart. Energy is in watt milliseconds: 3 600 000 of them are one Wh.
struct MeterState {
  std::array<std::int64_t, 4> rate_wms{};
  bool relay_open = false;
  bool command_open = false;
  bool keep_power = false;
  std::int64_t trips = 0;
  std::int64_t closes = 0;
  std::int64_t clock_off_ms = 0;
  std::int64_t broadcast_day = -1;  // local day on which a broadcast time was last accepted
  bool operator==(MeterState const&) const = default;
};

/// Instantaneous values; entries 1 and 2 are zero for a single-phase meter.
struct Electrical {
  std::array<std::int64_t, 3> decivolt{}, milliamp{}, watt{}, var{}, volt_ampere{};
  std::int64_t total_w = 0, total_var = 0, total_va = 0;
  std::int64_t pf_permille = 1000;
  std::int64_t centihertz = 5000;
};

/// What a meter noted at a midnight of its own clock, in centikWh: the total and the four rates.
struct FrozenDay {
  std::int64_t local_ms = 0;
  std::array<std::int64_t, 5> centikwh{};
};

inline constexpr std::int64_t kWmsPerWh = 3'600'000;

/// One meter: a load, registers that count it, a relay and a clock. It has no clock of its own:
/// every question carries the true time, and answers for that moment.
class Meter {
 public:
  Meter(MeterSpec spec, World const& world);

  MeterSpec const& spec() const { return spec_; }
  MeterState const& state() const { return state_; }
  /// The address of a DL/T 645 meter as on the wire, low byte first.
  std::array<std::uint8_t, 6> const& wire_address() const { return wire_address_; }
  /// The unit of a Modbus meter; 0 for a DL/T 645 meter, which no unit names.
  int unit() const { return unit_; }
  void restore(std::int64_t now_ms, MeterState const& state);

  /// Counts the load up to `now_ms` and lets due relay movements happen.
  void advance(std::int64_t now_ms);

  std::int64_t energy_wh() const;
  /// The register in 0.01 kWh as displayed: rate 0 is the total, 1..4 the rates; rolls over
  /// at a million kWh.
  std::int64_t register_centikwh(int rate) const;
  Electrical electrical(std::int64_t now_ms) const;
  std::int64_t load_w(std::int64_t now_ms) const;

  /// 1 is the newest; nothing for a day it does not hold.
  std::optional<FrozenDay> frozen_day(unsigned back) const;

  /// What the meter's own clock shows, in local milliseconds.
  std::int64_t clock_local_ms(std::int64_t now_ms) const;
  void set_clock(std::int64_t now_ms, std::int64_t local_ms);
  void set_clock_off(std::int64_t off_ms) { state_.clock_off_ms = off_ms; }
  /// As a broadcast does it: refused beyond five minutes and after the first of the day.
  bool adjust_clock(std::int64_t now_ms, std::int64_t local_ms);

  /// False if power must be kept.
  bool trip(std::int64_t now_ms);
  void close(std::int64_t now_ms);
  void allow_close(std::int64_t now_ms);
  void keep_power(std::int64_t now_ms, bool keep);
  /// As by hand: ignores delays, keys and a stuck relay.
  void force_relay(std::int64_t now_ms, bool open);
  /// True once after the relay or its command changed.
  bool take_relay_change();

  void set_speed(std::int64_t now_ms, std::int64_t speed);
  void set_curve(std::int64_t now_ms, Curve const& curve);
  void set_energy_wh(std::int64_t now_ms, std::int64_t wh);
  void set_relay_stuck(bool stuck) { spec_.relay_stuck = stuck; }
  void set_battery_low(bool low) { spec_.battery_low = low; }

  LineFaults& faults() { return spec_.faults; }
  void glitch_zero(int reads) { spec_.glitch_zero = reads; }
  /// True if this read of energy must answer zero; counts it.
  bool take_glitch();

 private:
  void count(std::int64_t until_ms);
  void count_load(std::int64_t until_ms);
  void freeze(std::int64_t now_ms);
  void move_relay(bool open);
  void command(std::int64_t now_ms, bool open, std::int64_t after_ms);
  std::int64_t local(std::int64_t now_ms) const { return now_ms + utc_offset_ms_; }

  MeterSpec spec_;
  MeterState state_;
  std::array<std::uint8_t, 6> wire_address_{};
  int unit_ = 0;
  std::uint64_t seed_;
  std::int64_t utc_offset_ms_;
  std::int64_t speed_;
  std::int64_t counted_to_ms_;
  std::deque<FrozenDay> frozen_;  // the newest in front
  // A movement of the relay that is still to come.
  std::int64_t due_ms_ = 0;
  bool due_ = false;
  bool due_open_ = false;
  bool relay_changed_ = false;
};

}  // namespace e2ms_sim
