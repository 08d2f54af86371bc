#include "e2ms/protocol/cjt188.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"
#include "e2ms/protocol/crc.hpp"
#include "e2ms/protocol/dlt645.hpp"

namespace e2ms::protocol::cjt188 {
namespace {

constexpr Byte kStart = 0x68;
constexpr Byte kEnd = 0x16;
constexpr Byte kPreamble = 0xFE;
constexpr std::size_t kHeader = 11;  // the start byte, type, address, control and length
constexpr std::size_t kPreambleLength = 4;
constexpr std::size_t kDiBytes = 2;

enum class Verdict { no, incomplete, valid };

/// What stands at the beginning of `rest`, which begins with a start byte.
Verdict judge(ByteView rest, std::size_t longest_data) {
  if (rest.size() < kHeader) return Verdict::incomplete;
  std::size_t const length = rest[kHeader - 1];
  if (length > longest_data) return Verdict::no;
  if (rest.size() < kFrameOverhead + length) return Verdict::incomplete;
  if (rest[kHeader + 1 + length] != kEnd) return Verdict::no;
  if (rest[kHeader + length] != sum8(rest.first(kHeader + length))) return Verdict::no;
  return Verdict::valid;
}

Frame read_valid(ByteView rest) {
  Frame frame;
  frame.type = rest[1];
  std::copy_n(rest.begin() + 2, frame.station.size(), frame.station.begin());
  frame.control = rest[kHeader - 2];
  frame.length = rest[kHeader - 1];
  std::copy_n(rest.begin() + kHeader, frame.length, frame.bytes.begin());
  return frame;
}

Bytes make_request(Byte type, Station const& station, Byte control, ByteView data) {
  Bytes out(kPreambleLength, kPreamble);
  out.reserve(kPreambleLength + kFrameOverhead + data.size());
  out.push_back(kStart);
  out.push_back(type);
  out.insert(out.end(), station.begin(), station.end());
  out.push_back(control);
  out.push_back(static_cast<Byte>(data.size()));
  out.insert(out.end(), data.begin(), data.end());
  out.push_back(sum8(ByteView{out}.subspan(kPreambleLength)));
  out.push_back(kEnd);
  return out;
}

Bytes data_of(Di di, DiOrder order, Byte number) {
  auto const high = static_cast<Byte>(di >> 8);
  auto const low = static_cast<Byte>(di);
  if (order == DiOrder::high_first) return {high, low, number};
  return {low, high, number};
}

/// Packed BCD, low byte first; the two lowest digits are decimals.
std::optional<std::int64_t> hundredths(ByteView bytes) {
  std::int64_t number = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    auto const digits = dlt645::bcd(bytes[i]);
    if (!digits) return std::nullopt;
    number = number * 100 + *digits;
  }
  return number;
}

/// A number of four bytes and its unit.
std::optional<std::int64_t> litres_of(ByteView bytes) {
  constexpr Byte kLitres = 0x29;
  constexpr Byte kCubicMetres = 0x2C;
  auto const number = hundredths(bytes.first(4));
  if (!number) return std::nullopt;
  if (bytes[4] == kCubicMetres) return *number * 10;
  if (bytes[4] == kLitres) return *number / 100;
  return std::nullopt;
}

/// ss mm hh DD MM YY CC
std::optional<LocalTime> clock_of(ByteView bytes) {
  constexpr Byte kCentury = 0x20;
  if (bytes[6] != kCentury) return std::nullopt;
  Byte const no_weekday = 0;
  std::array<Byte, 4> const date{no_weekday, bytes[3], bytes[4], bytes[5]};
  return dlt645::decode_date_and_time(date, bytes.first(3));
}

}  // namespace

std::string to_text(Station const& station) {
  return to_hex(Bytes(station.rbegin(), station.rend()));
}

std::optional<Station> station_of(std::string_view text) {
  constexpr std::size_t kDigits = 2 * std::tuple_size_v<Station>;
  if (text.empty() || text.size() > kDigits) return std::nullopt;
  if (text.find_first_not_of("0123456789abcdefABCDEF") != text.npos) return std::nullopt;
  auto const bytes = from_hex(std::string(kDigits - text.size(), '0').append(text));
  ENSURE(bytes && bytes->size() == std::tuple_size_v<Station>);
  Station station;
  std::reverse_copy(bytes->begin(), bytes->end(), station.begin());
  return station;
}

Found find_frame(ByteView stream, std::size_t longest_data) {
  Found found;
  bool doubtful = false;
  found.keep_from = stream.size();
  for (auto at = std::find(stream.begin(), stream.end(), kStart); at != stream.end();
       at = std::find(at + 1, stream.end(), kStart)) {
    auto const begin = static_cast<std::size_t>(at - stream.begin());
    auto const rest = stream.subspan(begin);
    auto const verdict = judge(rest, longest_data);
    if (verdict == Verdict::valid) {
      found.frame = read_valid(rest);
      found.begin = begin;
      found.end = begin + kFrameOverhead + found.frame->length;
      found.keep_from = begin;
      return found;
    }
    if (verdict == Verdict::incomplete && !doubtful) {
      doubtful = true;
      found.keep_from = begin;
    }
  }
  return found;
}

Bytes read_request(Target const& target, Di di, Byte number) {
  auto const data = data_of(di, target.order, number);
  return make_request(target.type, target.station, kRead, data);
}

Bytes valve_request(Target const& target, Valve valve, Byte number) {
  auto data = data_of(kValve, target.order, number);
  data.push_back(static_cast<Byte>(valve));
  return make_request(target.type, target.station, kWrite, data);
}

Parts parts_of(Frame const& frame, DiOrder order) {
  constexpr Byte kFunctionBits = 0x3F;
  Parts parts;
  parts.function = frame.control & kFunctionBits;
  parts.reply = (frame.control & kReply) != 0;
  parts.refused = parts.reply && (frame.control & kRefused) != 0;
  parts.value = frame.data();
  std::size_t const di_bytes = parts.refused ? 0 : kDiBytes;
  if (parts.value.size() <= di_bytes) return parts;
  if (!parts.refused) {
    auto const first = parts.value[0];
    auto const second = parts.value[1];
    bool const high_first = order == DiOrder::high_first;
    parts.di = static_cast<Di>(high_first ? first << 8 | second : second << 8 | first);
  }
  parts.number = parts.value[di_bytes];
  parts.value = parts.value.subspan(di_bytes + 1);
  return parts;
}

std::optional<Status> decode_status(ByteView value) {
  constexpr Byte kBatteryLow = 0x04;
  if (value.size() != 2) return std::nullopt;
  constexpr std::array kValves{Status::Valve::open, Status::Valve::closed, Status::Valve::unknown,
                               Status::Valve::abnormal};
  return Status{kValves.at(value[0] & 0x03), (value[0] & kBatteryLow) != 0};
}

std::optional<Flow> decode_flow(ByteView value) {
  constexpr std::size_t kVolume = 5;  // a number and its unit
  constexpr std::size_t kClock = 7;
  if (value.size() != 2 * kVolume + kClock + 2) return std::nullopt;
  auto const litres = litres_of(value.first(kVolume));
  if (!litres) return std::nullopt;
  return Flow{*litres, litres_of(value.subspan(kVolume, kVolume)),
              clock_of(value.subspan(2 * kVolume, kClock)), *decode_status(value.last(2))};
}

}  // namespace e2ms::protocol::cjt188
