#include <algorithm>
#include <array>

#include "e2ms/device/decode.hpp"
#include "e2ms/protocol/dlt645.hpp"
#include "e2ms/protocol/frame.hpp"

namespace e2ms::device {
namespace {

using nlohmann::ordered_json;
using protocol::Frame;
using protocol::Station;
namespace dlt645 = protocol::dlt645;
using dlt645::Edition;
using dlt645::Value;

/// A frame taken apart, as it is shown.
struct View {
  std::string_view function;
  bool more = false;
  bool refused = false;
  bool fragment = false;  ///< a part of a longer value
  std::optional<std::uint32_t> di;
  std::string di_text;
  std::optional<ByteView> value;  ///< what the identifier's layout applies to
};

struct Named {
  Byte function;
  std::string_view name;
};

constexpr std::array kFunctions{
    Named{0x03, "security"},      Named{0x08, "set-time"},     Named{0x11, "read"},
    Named{0x12, "read-next"},     Named{0x13, "read-address"}, Named{0x14, "write"},
    Named{0x15, "write-address"}, Named{0x16, "freeze"},       Named{0x17, "baud"},
    Named{0x18, "password"},      Named{0x19, "clear-demand"}, Named{0x1A, "clear-meter"},
    Named{0x1B, "clear-events"},  Named{0x1C, "relay"},
};

constexpr std::array<std::string_view, 8> kErrorBits{
    "other", "no-such-data", "unauthorised", "baud", "year-zones", "day-slots", "rates", "bit7"};

constexpr std::array kRelayCommands{
    Named{0x1A, "trip"},     Named{0x1B, "close-allowed"}, Named{0x1C, "close"},
    Named{0x2A, "alarm"},    Named{0x2B, "alarm-off"},     Named{0x3A, "keep-on"},
    Named{0x3B, "keep-off"},
};

std::string_view name_of(std::span<Named const> names, Byte function) {
  auto const found = std::find_if(names.begin(), names.end(),
                                  [&](Named const& each) { return each.function == function; });
  return found == names.end() ? "unknown" : found->name;
}

/// Control codes and identifiers as people write them: in capitals.
std::string print_hex(ByteView bytes) {
  auto text = to_hex(bytes);
  for (auto& letter : text)
    if (letter >= 'a' && letter <= 'f') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

std::string print_hex(Byte byte) {
  return print_hex({&byte, 1});
}

View view_of(Frame const& frame, Edition edition) {
  // Permission and password, in the newer edition also the operator.
  std::size_t const access = edition == Edition::y2007 ? 8 : 4;
  auto const parts = dlt645::parts_of(frame, edition);
  View view;
  view.function = name_of(kFunctions, static_cast<Byte>(parts.function));
  view.more = parts.more;
  view.refused = parts.refused;
  view.fragment = parts.more || parts.function == dlt645::Function::read_next;
  view.di = parts.di;
  if (!parts.di) return view;
  auto const di = frame.data().first(edition == Edition::y2007 ? 4 : 2);
  view.di_text = print_hex(Bytes(di.rbegin(), di.rend()));
  bool const reads =
      parts.function == dlt645::Function::read || parts.function == dlt645::Function::read_next;
  if (reads && parts.reply) view.value = parts.value;
  if (parts.function == dlt645::Function::write && parts.value.size() > access)
    view.value = parts.value.subspan(access);
  return view;
}

ordered_json error_of(Frame const& frame, View const& view) {
  if (!view.refused) return nullptr;
  auto bits = ordered_json::array();
  // The two bytes of a refused security request have meanings of their own.
  if (view.function != "security" && frame.length > 0)
    for (std::size_t bit = 0; bit < kErrorBits.size(); ++bit)
      if ((frame.bytes[0] >> bit & 1) != 0) bits.push_back(kErrorBits[bit]);
  return {{"byte", to_hex(frame.data())}, {"bits", std::move(bits)}};
}

ordered_json json_of(Value const& value) {
  switch (value.kind) {
    case Value::Kind::absent:
      return nullptr;
    case Value::Kind::invalid:
      return "invalid";
    case Value::Kind::number:
    case Value::Kind::text:
      break;
  }
  return dlt645::to_text(value);
}

/// Fills in values and unit, where the identifier and the length are known ones.
void put_values(ordered_json& object, View const& view, Edition edition) {
  if (!view.di || !view.value) return;
  auto item = dlt645::find_item(*view.di, edition, view.value->size());
  if (!item) return;
  if (!item->unit.empty()) object["unit"] = item->unit;
  // A piece of a longer value is understood alone only where all its rows are alike.
  if (view.fragment && !item->only_rows()) return;
  if (view.fragment) {
    item->least_rows = 1;
    item->most_rows = 255;
  }
  auto const values = dlt645::decode_item(*item, *view.value);
  if (!values) return;
  object["values"] = ordered_json::array();
  for (auto const& value : *values) object["values"].push_back(json_of(value));
}

/// ss mm hh DD MM YY as it is printed, or "invalid".
ordered_json moment(ByteView bytes) {
  return json_of(dlt645::decode_part({dlt645::Spelling::second, 6, 0, false}, bytes));
}

ordered_json relay_order(ByteView data) {
  constexpr std::size_t kCommand = 8;
  constexpr std::size_t kExpiry = 10;
  Byte const command = data[kCommand];
  auto const name = name_of(kRelayCommands, command);
  auto const expiry = data.subspan(kExpiry, 6);
  bool const never = std::all_of(expiry.begin(), expiry.end(), [](Byte byte) { return byte == 0; });
  return {{"command", name == "unknown" ? "unknown:" + print_hex(command) : std::string(name)},
          {"level", print_hex(data[0])},
          {"expires", never ? ordered_json{nullptr} : moment(expiry)}};
}

/// The keys that only some functions have.
void put_extras(ordered_json& object, Frame const& frame, View const& view) {
  constexpr std::size_t kRelayOrder = 16;
  auto const data = frame.data();
  bool const addressed = view.function == "read-address" || view.function == "write-address";
  if (addressed) {
    object["meter_address"] = nullptr;
    if (!view.refused && data.size() == std::tuple_size_v<Station>) {
      Station station;
      std::copy(data.begin(), data.end(), station.begin());
      object["meter_address"] = protocol::to_text(station);
    }
  }
  if (view.function == "relay" && !frame.from_meter() && data.size() == kRelayOrder)
    object["relay"] = relay_order(data);
  if (view.function == "set-time" && data.size() == 6) object["datetime"] = moment(data);
}

ordered_json describe(Frame const& frame, std::size_t preamble, ByteView raw, Edition edition) {
  auto const view = view_of(frame, edition);
  ordered_json object{
      {"hex", to_hex(raw)},
      {"preamble", preamble},
      {"address", protocol::to_text(frame.station)},
      {"control", print_hex(frame.control)},
      {"function", view.function},
      {"direction", frame.from_meter() ? "reply" : "request"},
      {"more", view.more},
      {"error", error_of(frame, view)},
      {"di", nullptr},
      {"values", nullptr},
      {"unit", nullptr},
      {"data", to_hex(frame.data())},
  };
  if (view.di) object["di"] = view.di_text;
  put_values(object, view, edition);
  put_extras(object, frame, view);
  return object;
}

}  // namespace

Frames decode_dlt645(ByteView stream, Edition edition, std::size_t longest_data) {
  Frames frames;
  for (auto rest = stream;;) {
    auto const found = protocol::find_frame(rest, longest_data);
    if (!found.frame) return frames;
    auto const raw = rest.subspan(found.begin, found.end - found.begin);
    frames.push_back(describe(*found.frame, found.preamble, raw, edition));
    rest = rest.subspan(found.end);
  }
}

}  // namespace e2ms::device
