#include "simulator/core/dlt645.hpp"

#include <algorithm>
#include <numeric>

#include "simulator/core/civil.hpp"

namespace e2ms_sim {
namespace {

constexpr std::uint8_t kErrorOther = 0x01;
constexpr std::uint8_t kErrorNoItem = 0x02;
constexpr std::uint8_t kErrorPassword = 0x04;
constexpr std::uint8_t kAnswer = 0x80;
constexpr std::uint8_t kAbnormal = 0xC0;
constexpr std::size_t kLongestRequest = 60;

struct Reply {
  Bytes payload;
  std::uint8_t error = 0;
};

bool is_broadcast(Dlt645Request const& request) {
  return std::all_of(request.address.begin(), request.address.end(),
                     [](std::uint8_t byte) { return byte == 0x99; });
}

bool is_wildcard(Dlt645Request const& request) {
  return std::all_of(request.address.begin(), request.address.end(),
                     [](std::uint8_t byte) { return byte == 0xAA; });
}

bool password_right(Meter const& meter, ByteView level_and_password) {
  if (level_and_password[0] != meter.spec().permission) return false;
  auto const given = take_bcd(level_and_password.subspan(1, 3));
  return given && *given == std::stoll(meter.spec().password);
}

std::uint32_t item_of(ByteView payload) {
  return static_cast<std::uint32_t>(payload[3]) << 24 |
         static_cast<std::uint32_t>(payload[2]) << 16 |
         static_cast<std::uint32_t>(payload[1]) << 8 | payload[0];
}

/// Date and time from BCD bytes in the wire's order ss mm hh DD MM YY.
std::optional<std::int64_t> local_ms_of(ByteView wire) {
  std::array<int, 6> part{};
  for (std::size_t i = 0; i < part.size(); ++i) {
    auto const value = take_bcd(wire.subspan(i, 1));
    if (!value) return std::nullopt;
    part[i] = static_cast<int>(*value);
  }
  return local_ms_from_civil({.year = 2000 + part[5],
                              .month = part[4],
                              .day = part[3],
                              .weekday = 0,
                              .hour = part[2],
                              .minute = part[1],
                              .second = part[0]});
}

Reply read(Meter& meter, std::int64_t now_ms, ByteView payload) {
  if (payload.size() < 4) return {{}, kErrorOther};
  auto const item = read_dlt645_item(meter, now_ms, item_of(payload));
  if (!item) return {{}, kErrorNoItem};
  Reply reply{Bytes(payload.begin(), payload.begin() + 4)};
  reply.payload.insert(reply.payload.end(), item->begin(), item->end());
  return reply;
}

/// Writing a date or a time of day leaves the other half as the meter's clock shows it.
Reply write(Meter& meter, std::int64_t now_ms, ByteView payload) {
  if (payload.size() < 12) return {{}, kErrorOther};
  auto const item = item_of(payload);
  if (item != 0x04000101 && item != 0x04000102 && item != 0x0400010C) return {{}, kErrorNoItem};
  if (!password_right(meter, payload.subspan(4, 4))) return {{}, kErrorPassword};
  auto const value = payload.subspan(12);
  std::size_t const size = item == 0x04000101 ? 4 : item == 0x04000102 ? 3 : 7;
  if (value.size() != size) return {{}, kErrorOther};
  auto const shown = civil_from_local_ms(meter.clock_local_ms(now_ms));
  Bytes wire;
  if (item == 0x04000101) {
    put_bcd(wire, shown.second, 1);
    put_bcd(wire, shown.minute, 1);
    put_bcd(wire, shown.hour, 1);
  } else {
    wire.assign(value.begin(), value.begin() + 3);
  }
  if (item == 0x04000102) {
    put_bcd(wire, shown.day, 1);
    put_bcd(wire, shown.month, 1);
    put_bcd(wire, shown.year % 100, 1);
  } else {
    wire.insert(wire.end(), value.end() - 3, value.end());
  }
  auto const time = local_ms_of(wire);
  if (!time) return {{}, kErrorOther};
  meter.set_clock(now_ms, *time);
  return {};
}

bool expired(Meter const& meter, std::int64_t now_ms, ByteView wire) {
  bool const zero = std::all_of(wire.begin(), wire.end(), [](auto byte) { return byte == 0; });
  if (zero && meter.spec().zero_expiry_allowed) return false;
  auto const expiry = local_ms_of(wire);
  return !expiry || *expiry < meter.clock_local_ms(now_ms);
}

Reply control_relay(Meter& meter, std::int64_t now_ms, ByteView payload) {
  if (payload.size() != 16) return {{}, kErrorOther};
  if (!password_right(meter, payload.subspan(0, 4))) return {{}, kErrorPassword};
  if (expired(meter, now_ms, payload.subspan(10, 6))) return {{}, kErrorOther};
  switch (payload[8]) {
    case 0x1A:
      return {{}, meter.trip(now_ms) ? std::uint8_t{0} : kErrorOther};
    case 0x1B:
      meter.allow_close(now_ms);
      return {};
    case 0x1C:
      meter.close(now_ms);
      return {};
    case 0x3A:
      meter.keep_power(now_ms, true);
      return {};
    case 0x3B:
      meter.keep_power(now_ms, false);
      return {};
    default:
      return {{}, kErrorOther};
  }
}

}  // namespace

Dlt645Cut cut_dlt645(ByteView bytes) {
  using Verdict = Dlt645Cut::Verdict;
  if (bytes.empty() || bytes[0] != 0x68) return {};
  if (bytes.size() > 7 && bytes[7] != 0x68) return {};
  if (bytes.size() < 10) return {Verdict::need_more, 0, {}};
  std::size_t const length = bytes[9];
  if (length > kLongestRequest) return {};
  std::size_t const size = 12 + length;
  if (bytes.size() < size) return {Verdict::need_more, 0, {}};
  auto const sum = std::accumulate(bytes.begin(), bytes.begin() + static_cast<long>(size) - 2, 0U);
  if (bytes[size - 1] != 0x16 || bytes[size - 2] != (sum & 0xFF)) return {};
  Dlt645Cut cut{Verdict::frame, size, {}};
  cut.request.payload.reserve(length);
  cut.request.address.assign(bytes.begin() + 1, bytes.begin() + 7);
  cut.request.control = bytes[8];
  for (std::size_t i = 0; i < length; ++i) {
    cut.request.payload.push_back(static_cast<std::uint8_t>(bytes[10 + i] - 0x33));
  }
  return cut;
}

Bytes dlt645_frame(ByteView address, std::uint8_t control, ByteView payload) {
  Bytes out;
  out.reserve(12 + payload.size());
  out.push_back(0x68);
  out.insert(out.end(), address.begin(), address.end());
  out.push_back(0x68);
  out.push_back(control);
  out.push_back(static_cast<std::uint8_t>(payload.size()));
  for (auto const byte : payload) out.push_back(static_cast<std::uint8_t>(byte + 0x33));
  out.push_back(static_cast<std::uint8_t>(std::accumulate(out.begin(), out.end(), 0U)));
  out.push_back(0x16);
  return out;
}

Bytes dlt645_wire_address(std::string_view label) {
  auto wire = from_hex(label).value_or(Bytes(6));
  std::reverse(wire.begin(), wire.end());
  return wire;
}

bool dlt645_addressed(Meter const& meter, Dlt645Request const& request) {
  if (is_broadcast(request)) return true;
  auto const& own = meter.wire_address();
  std::size_t concrete = request.address.size();
  while (concrete > 0 && request.address[concrete - 1] == 0xAA) --concrete;
  return std::equal(own.begin(), own.begin() + static_cast<long>(concrete),
                    request.address.begin());
}

std::optional<Bytes> answer_dlt645(Meter& meter, std::int64_t now_ms,
                                   Dlt645Request const& request) {
  meter.advance(now_ms);
  auto const& own = meter.wire_address();
  if (request.control == 0x08) {
    auto const time = request.payload.size() == 6 ? local_ms_of(request.payload) : std::nullopt;
    if (time) meter.adjust_clock(now_ms, *time);
    return std::nullopt;
  }
  if (wire_of(meter.spec().model) == Wire::dlt645_1997)
    return answer_dlt645_1997(meter, now_ms, request);
  if (is_broadcast(request)) return std::nullopt;
  if (request.control == 0x13) {
    if (!is_wildcard(request) || !request.payload.empty()) return std::nullopt;
    return dlt645_frame(own, 0x93, own);
  }
  Reply reply;
  switch (request.control) {
    case 0x11:
      reply = read(meter, now_ms, request.payload);
      break;
    case 0x12:
      reply.error = kErrorNoItem;
      break;  // no answer here is long enough to go on
    case 0x14:
      reply = write(meter, now_ms, request.payload);
      break;
    case 0x1C:
      reply = control_relay(meter, now_ms, request.payload);
      break;
    default:
      return std::nullopt;
  }
  if (reply.error != 0) {
    std::uint8_t const error[] = {reply.error};
    return dlt645_frame(own, request.control | kAbnormal, error);
  }
  return dlt645_frame(own, request.control | kAnswer, reply.payload);
}

}  // namespace e2ms_sim
