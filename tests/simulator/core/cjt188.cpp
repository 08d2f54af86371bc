#include "simulator/core/cjt188.hpp"

#include <algorithm>
#include <numeric>

#include "simulator/core/civil.hpp"
#include "simulator/core/dlt645.hpp"

namespace e2ms_sim {
namespace {

constexpr std::size_t kHeader = 11;  // start, type, address, control, length
constexpr std::size_t kLongestRequest = 50;
constexpr std::uint8_t kCubicMetres = 0x2C;

std::uint8_t sum(ByteView bytes) {
  return static_cast<std::uint8_t>(std::accumulate(bytes.begin(), bytes.end(), 0U));
}

Bytes frame(Cjt188Request const& request, std::uint8_t control, ByteView payload) {
  Bytes out;
  out.reserve(kHeader + payload.size() + 2);
  out.push_back(0x68);
  out.push_back(request.type);
  out.insert(out.end(), request.address.begin(), request.address.end());
  out.push_back(control);
  out.push_back(static_cast<std::uint8_t>(payload.size()));
  out.insert(out.end(), payload.begin(), payload.end());
  out.push_back(sum(out));
  out.push_back(0x16);
  return out;
}

void put_status(Bytes& out, Meter const& meter) {
  constexpr unsigned kValveShut = 0x01, kBatteryLow = 0x04;
  unsigned const shut = meter.state().relay_open ? kValveShut : 0;
  unsigned const low = meter.spec().battery_low ? kBatteryLow : 0;
  out.push_back(static_cast<std::uint8_t>(shut | low));
  out.push_back(0);
}

void put_flow(Bytes& out, std::int64_t litres) {
  put_bcd(out, litres / 10, 4);
  out.push_back(kCubicMetres);
}

Bytes reading(Meter const& meter, std::int64_t now_ms, ByteView head) {
  Bytes out(head.begin(), head.end());
  put_flow(out, meter.energy_wh());
  put_flow(out, 0);
  auto const shown = civil_from_local_ms(meter.clock_local_ms(now_ms));
  for (int const part : {shown.second, shown.minute, shown.hour, shown.day, shown.month,
                         shown.year % 100, shown.year / 100})
    put_bcd(out, part, 1);
  put_status(out, meter);
  return out;
}

}  // namespace

Cjt188Cut cut_cjt188(ByteView bytes) {
  using Verdict = Cjt188Cut::Verdict;
  if (bytes.empty() || bytes[0] != 0x68) return {};
  if (bytes.size() < kHeader) return {Verdict::need_more, 0, {}};
  std::size_t const length = bytes[kHeader - 1];
  if (length > kLongestRequest) return {};
  std::size_t const size = kHeader + length + 2;
  if (bytes.size() < size) return {Verdict::need_more, 0, {}};
  if (bytes[size - 1] != 0x16 || bytes[size - 2] != sum(bytes.first(size - 2))) return {};
  auto const payload = bytes.subspan(kHeader, length);
  return {Verdict::frame,
          size,
          {bytes[1], Bytes(bytes.begin() + 2, bytes.begin() + 9), bytes[9],
           Bytes(payload.begin(), payload.end())}};
}

std::optional<Bytes> answer_cjt188(Meter& meter, std::int64_t now_ms,
                                   Cjt188Request const& request) {
  constexpr std::size_t kHead = 3;  // identifier and number, which the answer repeats
  meter.advance(now_ms);
  bool const ours = request.type == 0x10 &&
                    request.address == dlt645_wire_address(meter.spec().address) &&
                    request.payload.size() >= kHead;
  if (!ours) return std::nullopt;
  auto const head = ByteView{request.payload}.first(kHead);
  auto const item = take_be16(request.payload, 0);
  if (request.control == 0x01 && item == 0x901F && request.payload.size() == kHead)
    return frame(request, 0x81, reading(meter, now_ms, head));
  bool const valve =
      request.control == 0x04 && item == 0xA017 && request.payload.size() == kHead + 1;
  Bytes status{head[2]};
  put_status(status, meter);
  if (!valve) return frame(request, request.control | 0xC0, status);
  if (request.payload[kHead] == 0x99)
    meter.trip(now_ms);
  else if (request.payload[kHead] == 0x55)
    meter.close(now_ms);
  Bytes answer(head.begin(), head.end());
  put_status(answer, meter);
  return frame(request, 0x84, answer);
}

}  // namespace e2ms_sim
