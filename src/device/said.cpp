#include "e2ms/device/said.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace e2ms::device {
namespace {

using nlohmann::ordered_json;

// What is longer stands in the details.
constexpr std::size_t kValuesShown = 12;

/// The values one behind the other; a text without its quotes.
std::string join(ordered_json const& list) {
  std::string text;
  std::size_t shown = 0;
  for (auto const& value : list) {
    if (!text.empty()) text += ' ';
    if (shown++ == kValuesShown) return text + "…";
    text += value.is_null() ? "-" : value.is_string() ? value.get<std::string>() : value.dump();
  }
  return text;
}

bool has(ordered_json const& frame, char const* key) {
  auto const found = frame.find(key);
  return found != frame.end() && !found->is_null();
}

std::string with_underscores(std::string text) {
  std::ranges::replace(text, '-', '_');
  return text;
}

std::string_view modbus_function(int function) {
  struct Named {
    int function;
    std::string_view name;
  };
  constexpr std::array kFunctions{Named{1, "read_coils"},   Named{2, "read_inputs"},
                                  Named{3, "read_holding"}, Named{4, "read_input"},
                                  Named{5, "write_coil"},   Named{6, "write_register"},
                                  Named{15, "write_coils"}, Named{16, "write_registers"}};
  auto const found = std::ranges::find(kFunctions, function, &Named::function);
  return found == kFunctions.end() ? "unknown" : found->name;
}

}  // namespace

Said say_meter(ordered_json const& frame) {
  Said said;
  said.who = frame.at("address").get<std::string>();
  said.what = with_underscores(frame.at("function").get<std::string>());
  said.reply = frame.at("direction") == "reply";
  if (has(frame, "di")) said.item = frame.at("di").get<std::string>();
  if (has(frame, "relay")) said.item = frame.at("relay").at("command").get<std::string>();
  if (has(frame, "values")) said.value = join(frame.at("values"));
  if (has(frame, "unit") && !said.value.empty())
    said.value += " " + frame.at("unit").get<std::string>();
  if (has(frame, "datetime")) said.value = frame.at("datetime").get<std::string>();
  if (has(frame, "meter_address")) said.value = frame.at("meter_address").get<std::string>();
  if (!has(frame, "error")) return said;
  auto const& error = frame.at("error");
  said.refused = join(error.at("bits"));
  if (said.refused.empty()) said.refused = error.at("byte").get<std::string>();
  return said;
}

Said say_modbus(ordered_json const& frame) {
  Said said;
  said.who = frame.at("unit").dump();
  said.what = modbus_function(frame.at("function").get<int>());
  said.reply = frame.at("direction") == "reply";
  if (has(frame, "address")) said.item = frame.at("address").dump();
  if (has(frame, "quantity")) said.item += " x" + frame.at("quantity").dump();
  for (auto const* const key : {"registers", "bits"})
    if (has(frame, key)) said.value = join(frame.at(key));
  if (has(frame, "value")) said.value = frame.at("value").dump();
  if (has(frame, "exception")) said.refused = "exception " + frame.at("exception").dump();
  return said;
}

std::string to_text(Said const& said) {
  auto text = said.who + " " + said.what;
  if (!said.item.empty()) text += " " + said.item;
  if (!said.refused.empty()) return text + " refused: " + said.refused;
  if (!said.value.empty()) return text + " = " + said.value;
  return said.reply ? text + " ok" : text;
}

}  // namespace e2ms::device
