#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/protocol/dlt645_items.hpp"
#include "e2ms/protocol/frame.hpp"

/// DL/T 645-2007 and -1997: requests, and what an answer says. Pure functions on bytes.
namespace e2ms::protocol::dlt645 {

/// What is asked for: the low five bits of the control byte of the 2007 edition. The functions of
/// 1997 have other numbers, some of which mean something else in 2007: only parts_of knows them.
enum class Function : Byte {
  security = 0x03,
  set_time = 0x08,
  read = 0x11,
  read_next = 0x12,
  read_address = 0x13,
  write = 0x14,
  write_address = 0x15,
  freeze = 0x16,
  baud = 0x17,
  password = 0x18,
  clear_demand = 0x19,
  clear_meter = 0x1A,
  clear_events = 0x1B,
  relay = 0x1C,
};

/// A data identifier in print order: DI3 is the highest byte, in the 1997 edition DI1 of two. The
/// wire carries DI0 first.
using Di = std::uint32_t;

// Identifiers the dialogues rely on; the catalogue has the rest.
constexpr Di kDate = 0x04000101;
constexpr Di kTime = 0x04000102;
constexpr Di kDateAndTime = 0x0400010C;
constexpr Di kStatusWord3 = 0x04000503;
constexpr Di kDate1997 = 0xC010;
constexpr Di kTime1997 = 0xC011;

/// Control byte of a reply.
constexpr Byte kReply = 0x80;
constexpr Byte kRefused = 0x40;
constexpr Byte kMore = 0x20;

/// What a writing order must prove. All in wire order. The 1997 edition knows no operator.
struct Access {
  Byte permission = 0;
  std::array<Byte, 3> password{};
  std::array<Byte, 4> operator_id{};
};

/// The first byte (N1) of a relay order. Not to be mixed up with the control bytes 1A and 1B,
/// which clear the meter: those are not built anywhere in this program.
enum class RelayCommand : Byte {
  trip = 0x1A,
  close_allowed = 0x1B,
  close = 0x1C,
  alarm_then_close = 0x1D,
  alarm_then_close_allowed = 0x1E,
  alarm = 0x2A,
  alarm_off = 0x2B,
  keep_on = 0x3A,
  keep_off = 0x3B,
};

// Requests, with the four FE bytes in front.

Bytes read_request(Station const& station, Di di, Edition edition = Edition::y2007);
/// `number`: 1 for the first follow-up frame, then one more each. The 1997 edition does not count.
Bytes read_next_request(Station const& station, Di di, Byte number,
                        Edition edition = Edition::y2007);
/// Records of the load profile (class 06): `count` of them, 1 to 99; `from` for the identifiers
/// that begin at a given time.
Bytes read_load_request(Station const& station, Di di, unsigned count,
                        std::optional<LocalTime> const& from);
/// For a line with exactly one meter: it says its address.
Bytes read_address_request();
/// Alike in both editions. Never answered. A meter obeys when its clock is off by five minutes at
/// most, once a day.
Bytes set_time_request(Station const& station, LocalTime const& time);
/// `value` in wire order, as one of the encode functions makes it.
Bytes write_request(Station const& station, Di di, Access const& access, ByteView value,
                    Edition edition = Edition::y2007);
/// When a meter shall note its registers. Parts that are left out mean "every".
struct FreezeTime {
  std::optional<unsigned> month;
  std::optional<unsigned> day;
  std::optional<unsigned> hour;
  std::optional<unsigned> minute;  ///< nothing at all: at once
};
/// To kEveryStation it reaches the whole bus and is not answered.
Bytes freeze_request(Station const& station, FreezeTime const& when);
/// `expires`: until when, by the meter's clock; nothing sends zeros. `minutes_x5`: the warning
/// time of the two commands that warn first, else 0.
Bytes relay_request(Station const& station, Access const& access, RelayCommand command,
                    std::optional<LocalTime> const& expires, Byte minutes_x5 = 0);

/// WW DD MM YY, the value of kDate. Years 2000 to 2099.
std::array<Byte, 4> encode_date(Date date);
/// ss mm hh, the value of kTime.
std::array<Byte, 3> encode_time(LocalTime const& time);

// Answers.

/// The parts of a frame from a meter, or of a request when one is looked at. The views live as
/// long as the frame.
struct Parts {
  Function function;  ///< may be a value without a name; in 1997 frames 0 for an unknown one
  bool reply = false;
  bool refused = false;
  bool more = false;
  std::optional<Di> di;
  std::optional<Byte> number;  ///< SEQ of a follow-up frame, 2007 only
  ByteView value;              ///< what is left of the data field: the value, or the error bytes
};

Parts parts_of(Frame const& frame, Edition edition = Edition::y2007);

/// Two BCD digits, or nothing.
std::optional<unsigned> bcd(Byte byte);
/// The number 0 to 99 as two BCD digits.
Byte to_bcd(unsigned number);

/// ss mm hh WW DD MM YY, the value of kDateAndTime; nothing when it is no date and time.
std::optional<LocalTime> decode_date_and_time(ByteView value);
/// From the values of kDate and kTime.
std::optional<LocalTime> decode_date_and_time(ByteView date, ByteView time);

}  // namespace e2ms::protocol::dlt645
