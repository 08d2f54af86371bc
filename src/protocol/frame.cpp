#include "e2ms/protocol/frame.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"
#include "e2ms/protocol/crc.hpp"

namespace e2ms::protocol {
namespace {

constexpr Byte kStart = 0x68;
constexpr Byte kEnd = 0x16;
constexpr Byte kPreamble = 0xFE;
constexpr Byte kOffset = 0x33;
constexpr std::size_t kHeader = 10;  // both start bytes, the address, control and length
constexpr std::size_t kPreambleLength = 4;

enum class Verdict { no, incomplete, valid };

/// What stands at the beginning of `rest`, which begins with a start byte.
Verdict judge(ByteView rest, std::size_t longest_data) {
  if (rest.size() > 7 && rest[7] != kStart) return Verdict::no;
  if (rest.size() < kHeader) return Verdict::incomplete;
  std::size_t const length = rest[9];
  if (length > longest_data) return Verdict::no;
  if (rest.size() < kFrameOverhead + length) return Verdict::incomplete;
  if (rest[kHeader + 1 + length] != kEnd) return Verdict::no;
  if (rest[kHeader + length] != sum8(rest.first(kHeader + length))) return Verdict::no;
  return Verdict::valid;
}

Frame read_valid(ByteView rest) {
  Frame frame;
  std::copy_n(rest.begin() + 1, frame.station.size(), frame.station.begin());
  frame.control = rest[8];
  frame.length = rest[9];
  auto const data = rest.subspan(kHeader, frame.length);
  std::transform(data.begin(), data.end(), frame.bytes.begin(),
                 [](Byte byte) { return static_cast<Byte>(byte - kOffset); });
  return frame;
}

std::size_t preamble_before(ByteView stream, std::size_t begin) {
  std::size_t first = begin;
  while (first > 0 && stream[first - 1] == kPreamble) --first;
  return begin - first;
}

void append_frame(Bytes& out, Station const& station, Byte control, ByteView data) {
  ENSURE(data.size() <= kLongestData);
  auto const begin = out.size();
  out.push_back(kStart);
  out.insert(out.end(), station.begin(), station.end());
  out.push_back(kStart);
  out.push_back(control);
  out.push_back(static_cast<Byte>(data.size()));
  for (Byte const byte : data) out.push_back(static_cast<Byte>(byte + kOffset));
  out.push_back(sum8(ByteView{out}.subspan(begin)));
  out.push_back(kEnd);
}

}  // namespace

std::string to_text(Station const& station) {
  Station label = station;
  std::reverse(label.begin(), label.end());
  return to_hex(label);
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

bool answers_for(Station const& asked, Station const& station) {
  // Abbreviated addressing: the high bytes that are AA stand for anything. A few meters answer
  // with the wildcard itself.
  for (std::size_t i = 0; i < asked.size(); ++i)
    if (asked[i] != 0xAA && asked[i] != station[i]) return false;
  return true;
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
      found.preamble = preamble_before(stream, begin);
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

Bytes make_frame(Station const& station, Byte control, ByteView data) {
  Bytes out;
  out.reserve(kFrameOverhead + data.size());
  append_frame(out, station, control, data);
  return out;
}

Bytes make_frame_with_preamble(Station const& station, Byte control, ByteView data) {
  Bytes out;
  out.reserve(kPreambleLength + kFrameOverhead + data.size());
  out.assign(kPreambleLength, kPreamble);
  append_frame(out, station, control, data);
  return out;
}

}  // namespace e2ms::protocol
