#include <array>

#include "e2ms/device/decode.hpp"
#include "e2ms/protocol/cjt188.hpp"

namespace e2ms::device {
namespace {

using nlohmann::ordered_json;
namespace cjt188 = protocol::cjt188;

std::string_view function_of(Byte function) {
  if (function == cjt188::kRead) return "read";
  if (function == cjt188::kWrite) return "write";
  return "unknown";
}

/// Cubic metres with three decimals.
std::string cubic_metres(std::int64_t litres) {
  auto text = std::to_string(litres);
  if (text.size() < 4) text.insert(0, 4 - text.size(), '0');
  return text.insert(text.size() - 3, ".");
}

ordered_json describe(cjt188::Frame const& frame, ByteView raw) {
  auto const parts = cjt188::parts_of(frame);
  ordered_json object{
      {"hex", to_hex(raw)},
      {"address", cjt188::to_text(frame.station)},
      {"type", to_hex({&frame.type, 1})},
      {"control", to_hex({&frame.control, 1})},
      {"function", function_of(parts.function)},
      {"direction", parts.reply ? "reply" : "request"},
      {"error", nullptr},
      {"di", nullptr},
      {"values", nullptr},
      {"unit", nullptr},
      {"data", to_hex(frame.data())},
  };
  if (parts.refused)
    object["error"] = {{"byte", to_hex(parts.value)}, {"bits", ordered_json::array()}};
  if (!parts.di) return object;
  std::array<Byte, 2> const di{static_cast<Byte>(*parts.di >> 8), static_cast<Byte>(*parts.di)};
  object["di"] = to_hex(di);
  if (!parts.reply || *parts.di != cjt188::kFlow) return object;
  auto const flow = cjt188::decode_flow(parts.value);
  if (!flow) return object;
  object["values"] = ordered_json::array({cubic_metres(flow->litres)});
  object["unit"] = "m3";
  return object;
}

}  // namespace

Frames decode_cjt188(ByteView stream) {
  Frames frames;
  for (auto rest = stream;;) {
    auto const found = cjt188::find_frame(rest);
    if (!found.frame) return frames;
    frames.push_back(describe(*found.frame, rest.subspan(found.begin, found.end - found.begin)));
    rest = rest.subspan(found.end);
  }
}

}  // namespace e2ms::device
