#include "simulator/core/bus.hpp"

#include <algorithm>
#include <utility>

#include "simulator/core/cjt188.hpp"

namespace e2ms_sim {
namespace {

constexpr std::int64_t kByteGapMs = 500;  // a pause this long ends a frame, whole or not
constexpr std::int64_t kSplitGapMs = 40;
constexpr std::size_t kLongestInput = 1024;
constexpr std::size_t kMbapHeader = 7;

ByteView tail(Bytes const& bytes, std::size_t from) {
  return ByteView{bytes}.subspan(from);
}

}  // namespace

std::optional<Framing> framing_named(std::string_view text) {
  for (auto const framing : {Framing::dlt645, Framing::modbus_rtu, Framing::modbus_tcp}) {
    if (name_of(framing) == text) return framing;
  }
  return std::nullopt;
}

std::string_view name_of(Framing framing) {
  switch (framing) {
    case Framing::dlt645:
      return "dlt645";
    case Framing::modbus_rtu:
      return "modbus-rtu";
    case Framing::modbus_tcp:
      break;
  }
  return "modbus-tcp";
}

Meter& Bus::add_meter(MeterSpec spec, World const& world) {
  return meters_.emplace_back(std::move(spec), world);
}

void Bus::replace_meter(std::string_view address, MeterSpec spec, World const& world) {
  auto* const place = find(address);
  if (place != nullptr) *place = Meter(std::move(spec), world);
}

Meter* Bus::find(std::string_view address) {
  auto const found = std::find_if(meters_.begin(), meters_.end(), [&](Meter const& meter) {
    return meter.spec().address == address;
  });
  return found == meters_.end() ? nullptr : &*found;
}

void Bus::on_connect() {
  input_.clear();
  held_.clear();
  busy_until_ms_ = 0;
}

bool Bus::take_relay_change() {
  return std::exchange(relay_changed_, false);
}

void Bus::on_bytes(std::int64_t now_ms, ByteView bytes, std::vector<Output>& out) {
  counters_.bytes_in += bytes.size();
  if (spec_.faults.offline) return;
  bool const stale = spec_.framing != Framing::modbus_tcp && now_ms - input_at_ms_ > kByteGapMs;
  if (stale || input_.size() > kLongestInput) {
    counters_.noise_bytes += input_.size();
    input_.clear();
  }
  input_at_ms_ = now_ms;
  input_.insert(input_.end(), bytes.begin(), bytes.end());
  if (spec_.framing == Framing::modbus_tcp)
    take_mbap(now_ms, out);
  else
    take_transparent(now_ms, out);
}

/// Looks for a whole valid frame at every position; what lies before it is noise. Without one,
/// everything before the first position that could still become a frame is dropped.
void Bus::take_transparent(std::int64_t now_ms, std::vector<Output>& out) {
  std::size_t keep_from = input_.size();
  std::size_t at = 0;
  while (at < input_.size()) {
    bool maybe_more = false;
    std::size_t size = 0;
    auto const cut = cut_dlt645(tail(input_, at));
    if (cut.verdict == Dlt645Cut::Verdict::frame) {
      size = cut.size;
      take_dlt645(cut.request, now_ms, out);
    } else {
      maybe_more = cut.verdict == Dlt645Cut::Verdict::need_more;
      size = take_rtu_at(at, now_ms, out, maybe_more);
      if (size == 0) size = take_cjt188_at(at, now_ms, out, maybe_more);
    }
    if (size > 0) {
      counters_.noise_bytes += at;
      input_.erase(input_.begin(), input_.begin() + static_cast<long>(at + size));
      at = 0;
      keep_from = input_.size();
      continue;
    }
    if (maybe_more) keep_from = std::min(keep_from, at);
    ++at;
  }
  counters_.noise_bytes += keep_from;
  input_.erase(input_.begin(), input_.begin() + static_cast<long>(keep_from));
}

std::size_t Bus::take_rtu_at(std::size_t at, std::int64_t now_ms, std::vector<Output>& out,
                             bool& maybe_more) {
  auto const rest = tail(input_, at);
  auto const unit = rest[0];
  auto const named = [&](Meter const& meter) { return meter.unit() == unit; };
  if (unit == 0) return 0;
  auto const found = std::find_if(meters_.begin(), meters_.end(), named);
  // Nobody on this bus listens to that unit: its frames are left to become noise.
  if (found == meters_.end()) return 0;
  if (rest.size() < 2) {
    maybe_more = true;
    return 0;
  }
  auto size = modbus_request_size(rest.subspan(1));
  bool const known = (rest[1] >= 1 && rest[1] <= 6) || rest[1] == 15 || rest[1] == 16;
  if (!size && known) maybe_more = true;
  // The length of an unknown function is unknown: only a checksum at the end proves it.
  if (!size && !known && rest.size() >= 4) size = rest.size() - 3;
  if (!size || rest.size() < 1 + *size + 2) {
    maybe_more = maybe_more || size.has_value();
    return 0;
  }
  auto const body = rest.first(1 + *size);
  auto const crc = modbus_crc(body);
  if (rest[*size + 1] != (crc & 0xFF) || rest[*size + 2] != crc >> 8) return 0;
  ++counters_.frames_in;
  if (found->faults().offline) return *size + 3;
  Bytes answer{unit};
  auto const pdu = answer_modbus(*found, now_ms, body.subspan(1));
  answer.insert(answer.end(), pdu.begin(), pdu.end());
  auto const check = modbus_crc(answer);
  answer.push_back(static_cast<std::uint8_t>(check & 0xFF));
  answer.push_back(static_cast<std::uint8_t>(check >> 8));
  relay_changed_ = found->take_relay_change() || relay_changed_;
  send(&*found, Kind::rtu, std::move(answer), now_ms, out);
  return *size + 3;
}

std::size_t Bus::take_cjt188_at(std::size_t at, std::int64_t now_ms, std::vector<Output>& out,
                                bool& maybe_more) {
  bool const water = std::any_of(meters_.begin(), meters_.end(), [](Meter const& meter) {
    return wire_of(meter.spec().model) == Wire::cjt188;
  });
  if (!water) return 0;
  auto const cut = cut_cjt188(tail(input_, at));
  if (cut.verdict == Cjt188Cut::Verdict::need_more) maybe_more = true;
  if (cut.verdict != Cjt188Cut::Verdict::frame) return 0;
  ++counters_.frames_in;
  for (auto& meter : meters_) {
    if (wire_of(meter.spec().model) != Wire::cjt188 || meter.faults().offline) continue;
    auto answer = answer_cjt188(meter, now_ms, cut.request);
    relay_changed_ = meter.take_relay_change() || relay_changed_;
    if (answer) send(&meter, Kind::dlt645, std::move(*answer), now_ms, out);
  }
  return cut.size;
}

void Bus::take_dlt645(Dlt645Request const& request, std::int64_t now_ms, std::vector<Output>& out) {
  ++counters_.frames_in;
  Bytes on_wire;
  Meter const* speaker = nullptr;
  for (auto& meter : meters_) {
    if (!speaks_dlt645(meter.spec().model) || meter.faults().offline) continue;
    if (!dlt645_addressed(meter, request)) continue;
    auto const answer = answer_dlt645(meter, now_ms, request);
    relay_changed_ = meter.take_relay_change() || relay_changed_;
    if (!answer) continue;
    speaker = &meter;
    // Several meters that speak at once pull the same two wires: what arrives is neither's.
    std::size_t const both = std::min(on_wire.size(), answer->size());
    for (std::size_t i = 0; i < both; ++i) on_wire[i] &= (*answer)[i];
    on_wire.insert(on_wire.end(), answer->begin() + static_cast<long>(both), answer->end());
  }
  if (speaker != nullptr) send(speaker, Kind::dlt645, std::move(on_wire), now_ms, out);
}

void Bus::take_mbap(std::int64_t now_ms, std::vector<Output>& out) {
  while (input_.size() >= kMbapHeader) {
    std::size_t const size = 6 + take_be16(input_, 4);
    bool const valid = take_be16(input_, 2) == 0 && size >= 8 && size <= 260;
    if (!valid) {
      counters_.noise_bytes += input_.size();
      input_.clear();
      return;
    }
    if (input_.size() < size) return;
    Bytes const frame(input_.begin(), input_.begin() + static_cast<long>(size));
    input_.erase(input_.begin(), input_.begin() + static_cast<long>(size));
    answer_mbap(frame, now_ms, out);
  }
}

void Bus::answer_mbap(ByteView frame, std::int64_t now_ms, std::vector<Output>& out) {
  ++counters_.frames_in;
  int const unit = frame[6];
  auto const pdu = frame.subspan(kMbapHeader);
  auto const found = std::find_if(meters_.begin(), meters_.end(),
                                  [&](Meter const& one) { return one.unit() == unit; });
  auto* const meter = unit == 0 || found == meters_.end() ? nullptr : &*found;
  Bytes answer;
  if (meter == nullptr || meter->faults().offline) {
    answer = modbus_exception(pdu, ModbusException::target_silent);
  } else {
    if (mbap_server_) {
      auto whole = mbap_server_(*meter, now_ms, frame);
      relay_changed_ = meter->take_relay_change() || relay_changed_;
      if (whole) return send(meter, Kind::mbap, std::move(*whole), now_ms, out);
    }
    answer = answer_modbus(*meter, now_ms, pdu);
    relay_changed_ = meter->take_relay_change() || relay_changed_;
  }
  Bytes whole(frame.begin(), frame.begin() + 4);
  put_be16(whole, static_cast<unsigned>(answer.size() + 1));
  whole.push_back(frame[6]);
  whole.insert(whole.end(), answer.begin(), answer.end());
  send(meter, Kind::mbap, std::move(whole), now_ms, out);
}

bool Bus::happens(int percent) {
  if (percent <= 0) return false;
  return mix(seed_, ++throws_) % 100 < static_cast<std::uint64_t>(percent);
}

void Bus::send(Meter const* meter, Kind kind, Bytes answer, std::int64_t now_ms,
               std::vector<Output>& out) {
  LineFaults const own = meter != nullptr ? meter->spec().faults : LineFaults{};
  auto const& line = spec_.faults;
  if (happens(line.loss_percent) || happens(own.loss_percent)) return;
  if (happens(line.bad_checksum_percent) || happens(own.bad_checksum_percent)) {
    // MBAP has no checksum: there the answer belongs to another transaction.
    std::size_t const at = kind == Kind::mbap     ? 1
                           : kind == Kind::dlt645 ? answer.size() - 2
                                                  : answer.size() - 1;
    answer[at] ^= 0x55;
  }
  busy_until_ms_ = std::max(now_ms, busy_until_ms_) + spec_.delay_ms + line.delay_ms + own.delay_ms;
  auto const at_ms = busy_until_ms_ + line.late_ms + own.late_ms;
  ++counters_.frames_out;
  counters_.bytes_out += answer.size();
  if ((line.merge || own.merge) && held_.empty()) {
    held_ = std::move(answer);
    return;
  }
  answer.insert(answer.begin(), held_.begin(), held_.end());
  held_.clear();
  auto const pieces = static_cast<std::size_t>(std::max({line.split, own.split, 1}));
  std::size_t const step = std::max<std::size_t>((answer.size() + pieces - 1) / pieces, 1);
  std::int64_t piece_at = at_ms;
  for (std::size_t from = 0; from < answer.size(); from += step, piece_at += kSplitGapMs) {
    auto const to = std::min(from + step, answer.size());
    out.push_back({piece_at, Bytes(answer.begin() + static_cast<long>(from),
                                   answer.begin() + static_cast<long>(to))});
  }
}

}  // namespace e2ms_sim
