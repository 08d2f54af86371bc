#include "e2ms/protocol/dlt645.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"

namespace e2ms::protocol::dlt645 {
namespace {

constexpr int kCentury = 2000;

struct Named {
  Byte code;
  Function function;
};

/// The control codes of the 1997 edition. 03 reads the same once more.
constexpr std::array kCodes1997{
    Named{0x01, Function::read},          Named{0x02, Function::read_next},
    Named{0x04, Function::write},         Named{0x08, Function::set_time},
    Named{0x0A, Function::write_address}, Named{0x0C, Function::baud},
    Named{0x0F, Function::password},      Named{0x10, Function::clear_demand},
    Named{0x12, Function::freeze},        Named{0x03, Function::read},
};

Function function_of(Byte code, Edition edition) {
  if (edition == Edition::y2007) return static_cast<Function>(code);
  for (auto const& each : kCodes1997)
    if (each.code == code) return each.function;
  return static_cast<Function>(0);
}

Byte code_of(Function function, Edition edition) {
  if (edition == Edition::y2007) return static_cast<Byte>(function);
  auto const* const named =
      std::find_if(kCodes1997.begin(), kCodes1997.end(),
                   [function](Named const& each) { return each.function == function; });
  ENSURE(named != kCodes1997.end());
  return named->code;
}

std::size_t di_bytes(Edition edition) {
  return edition == Edition::y2007 ? 4 : 2;
}

void append_di(Bytes& out, Di di, Edition edition) {
  for (std::size_t i = 0; i < di_bytes(edition); ++i)
    out.push_back(static_cast<Byte>(di >> (8 * i)));
}

Di di_of(ByteView bytes) {
  Di di = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) di = di << 8 | bytes[i];
  return di;
}

void append_access(Bytes& out, Access const& access, Edition edition) {
  out.push_back(access.permission);
  out.insert(out.end(), access.password.begin(), access.password.end());
  if (edition == Edition::y1997) return;
  out.insert(out.end(), access.operator_id.begin(), access.operator_id.end());
}

Byte year_bcd(Date date) {
  ENSURE(date.year >= kCentury && date.year < kCentury + 100);
  return to_bcd(static_cast<unsigned>(date.year - kCentury));
}

/// ss mm hh DD MM YY
void append_moment(Bytes& out, LocalTime const& time) {
  auto const clock = encode_time(time);
  out.insert(out.end(), clock.begin(), clock.end());
  out.push_back(to_bcd(time.date.day));
  out.push_back(to_bcd(time.date.month));
  out.push_back(year_bcd(time.date));
}

Bytes request(Station const& station, Function function, ByteView data,
              Edition edition = Edition::y2007) {
  return make_frame_with_preamble(station, code_of(function, edition), data);
}

/// 0 is Sunday (Sakamoto's method).
unsigned weekday(Date date) {
  constexpr std::array<int, 12> kShift{0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
  int const year = date.month < 3 ? date.year - 1 : date.year;
  int const days = year + year / 4 - year / 100 + year / 400 + kShift[date.month - 1] +
                   static_cast<int>(date.day);
  return static_cast<unsigned>(days % 7);
}

unsigned days_in(int year, unsigned month) {
  constexpr std::array<unsigned, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

/// Where the identifier stands in the data field of this function, if it has one.
bool begins_with_di(Function function, bool reply, std::size_t length, Edition edition) {
  if (length < di_bytes(edition)) return false;
  switch (function) {
    case Function::security:
    case Function::read:
    case Function::read_next:
      return true;
    case Function::write:
      return !reply;
    case Function::password:
      return !reply && length == 12 && edition == Edition::y2007;
    default:
      return false;
  }
}

}  // namespace

Bytes read_request(Station const& station, Di di, Edition edition) {
  Bytes data;
  append_di(data, di, edition);
  return request(station, Function::read, data, edition);
}

Bytes read_next_request(Station const& station, Di di, Byte number, Edition edition) {
  Bytes data;
  append_di(data, di, edition);
  if (edition == Edition::y2007) data.push_back(number);
  return request(station, Function::read_next, data, edition);
}

Bytes read_load_request(Station const& station, Di di, unsigned count,
                        std::optional<LocalTime> const& from) {
  ENSURE(count >= 1);
  Bytes data;
  append_di(data, di, Edition::y2007);
  data.push_back(to_bcd(count));
  if (from) {
    data.push_back(to_bcd(from->minute));
    data.push_back(to_bcd(from->hour));
    data.push_back(to_bcd(from->date.day));
    data.push_back(to_bcd(from->date.month));
    data.push_back(year_bcd(from->date));
  }
  return request(station, Function::read, data);
}

Bytes freeze_request(Station const& station, FreezeTime const& when) {
  constexpr unsigned kEvery = 99;
  Bytes data;
  for (auto const& part : {when.minute, when.hour, when.day, when.month})
    data.push_back(to_bcd(part.value_or(kEvery)));
  return request(station, Function::freeze, data);
}

Bytes read_address_request() {
  return request(kAnyStation, Function::read_address, {});
}

Bytes set_time_request(Station const& station, LocalTime const& time) {
  Bytes data;
  append_moment(data, time);
  return request(station, Function::set_time, data);
}

Bytes write_request(Station const& station, Di di, Access const& access, ByteView value,
                    Edition edition) {
  Bytes data;
  append_di(data, di, edition);
  append_access(data, access, edition);
  data.insert(data.end(), value.begin(), value.end());
  return request(station, Function::write, data, edition);
}

Bytes relay_request(Station const& station, Access const& access, RelayCommand command,
                    std::optional<LocalTime> const& expires, Byte minutes_x5) {
  Bytes data;
  append_access(data, access, Edition::y2007);
  data.push_back(static_cast<Byte>(command));
  data.push_back(minutes_x5);
  if (expires)
    append_moment(data, *expires);
  else
    data.insert(data.end(), 6, 0x00);
  return request(station, Function::relay, data);
}

std::array<Byte, 4> encode_date(Date date) {
  return {to_bcd(weekday(date)), to_bcd(date.day), to_bcd(date.month), year_bcd(date)};
}

std::array<Byte, 3> encode_time(LocalTime const& time) {
  return {to_bcd(time.second), to_bcd(time.minute), to_bcd(time.hour)};
}

Parts parts_of(Frame const& frame, Edition edition) {
  Parts parts;
  parts.function = function_of(frame.control & 0x1F, edition);
  parts.reply = frame.from_meter();
  parts.refused = parts.reply && (frame.control & kRefused) != 0;
  parts.more = parts.reply && !parts.refused && (frame.control & kMore) != 0;
  parts.value = frame.data();
  if (parts.refused) return parts;
  auto const size = di_bytes(edition);
  if (begins_with_di(parts.function, parts.reply, parts.value.size(), edition)) {
    parts.di = di_of(parts.value.first(size));
    parts.value = parts.value.subspan(size);
  }
  bool const counted = edition == Edition::y2007 && parts.function == Function::read_next;
  if (counted && parts.di && !parts.value.empty()) {
    parts.number = parts.value.back();
    parts.value = parts.value.first(parts.value.size() - 1);
  }
  return parts;
}

std::optional<unsigned> bcd(Byte byte) {
  unsigned const high = byte >> 4;
  unsigned const low = byte & 0x0FU;
  if (high > 9 || low > 9) return std::nullopt;
  return high * 10 + low;
}

Byte to_bcd(unsigned number) {
  ENSURE(number < 100);
  return static_cast<Byte>((number / 10) << 4 | number % 10);
}

std::optional<LocalTime> decode_date_and_time(ByteView value) {
  if (value.size() != 7) return std::nullopt;
  return decode_date_and_time(value.subspan(3), value.first(3));
}

std::optional<LocalTime> decode_date_and_time(ByteView date, ByteView time) {
  if (date.size() != 4 || time.size() != 3) return std::nullopt;
  auto const year = bcd(date[3]), month = bcd(date[2]), day = bcd(date[1]);
  auto const hour = bcd(time[2]), minute = bcd(time[1]), second = bcd(time[0]);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  int const full_year = kCentury + static_cast<int>(*year);
  if (*month < 1 || *month > 12 || *day < 1 || *day > days_in(full_year, *month))
    return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return LocalTime{{full_year, *month, *day}, *hour, *minute, *second};
}

}  // namespace e2ms::protocol::dlt645
