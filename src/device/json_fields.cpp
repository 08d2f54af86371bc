#include "json_fields.hpp"

#include <charconv>

namespace e2ms::device {
namespace {

nlohmann::json const kNothing;

}  // namespace

Fields::Fields(nlohmann::json const& object, std::string place, std::string file,
               std::vector<ModelProblem>& problems)
    : object_(object), place_(std::move(place)), file_(std::move(file)), problems_(problems) {
  bool const missing = &object_ == &kNothing;  // and noted as such
  if (!object_.is_object() && !missing) note(place_, "must be an object");
}

Fields::~Fields() {
  if (!object_.is_object()) return;
  for (auto const& [key, value] : object_.items())
    if (!asked_.contains(key)) note(place_of(key), "unknown key");
}

bool Fields::has(std::string_view key) const {
  return object_.is_object() && object_.contains(std::string(key));
}

nlohmann::json const& Fields::at(std::string_view key) {
  asked_.emplace(key);
  if (!object_.is_object()) return kNothing;
  auto const found = object_.find(std::string(key));
  if (found != object_.end()) return *found;
  note(place_of(key), "is missing");
  return kNothing;
}

std::string Fields::text(std::string_view key) {
  auto const& value = at(key);
  if (value.is_string() && !value.get_ref<std::string const&>().empty()) return value;
  if (has(key)) note(place_of(key), "must be a text");
  return {};
}

bool Fields::one_of(std::string_view key, std::string_view yes, std::string_view no) {
  auto const word = text(key);
  if (!word.empty() && word != yes && word != no)
    note(place_of(key), "must be " + std::string(yes) + " or " + std::string(no));
  return word == yes;
}

std::int64_t Fields::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  auto const& value = at(key);
  if (value.is_number_integer()) {
    auto const number = value.get<std::int64_t>();
    if (least <= number && number <= most) return number;
  }
  if (has(key))
    note(place_of(key),
         "must be an integer from " + std::to_string(least) + " to " + std::to_string(most));
  return least;
}

std::uint64_t Fields::hex(std::string_view key, std::size_t digits) {
  auto const& value = at(key);
  return has(key) ? hex_value(value, place_of(key), digits) : 0;
}

std::vector<std::uint64_t> Fields::hex_list(std::string_view key, std::size_t digits) {
  std::vector<std::uint64_t> numbers;
  auto const& list = list_at(key);
  for (std::size_t i = 0; i < list.size(); ++i)
    numbers.push_back(hex_value(list[i], place_of(key) + "/" + std::to_string(i), digits));
  return numbers;
}

Bytes Fields::bytes(std::string_view key) {
  auto const given = text(key);
  auto const bytes = from_hex(given);
  if (bytes && !bytes->empty()) return *bytes;
  if (!given.empty()) note(place_of(key), "must be hex digits, two a byte");
  return {};
}

std::vector<std::string> Fields::text_list(std::string_view key) {
  std::vector<std::string> texts;
  auto const& list = list_at(key);
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].is_string())
      texts.push_back(list[i]);
    else
      note(place_of(key) + "/" + std::to_string(i), "must be a text");
  }
  return texts;
}

Fields Fields::object(std::string_view key) {
  return {at(key), place_of(key), file_, problems_};
}

void Fields::complain(std::string_view key, std::string text) {
  note(key.empty() ? place_ : place_of(key), std::move(text));
}

nlohmann::json const& Fields::list_at(std::string_view key) {
  auto const& value = at(key);
  if (value.is_array() && !value.empty()) return value;
  if (has(key)) note(place_of(key), "must be a list with something in it");
  return kNothing;
}

std::string Fields::place_of(std::string_view key) const {
  return place_ + "/" + std::string(key);
}

std::uint64_t Fields::hex_value(nlohmann::json const& value, std::string const& place,
                                std::size_t digits) {
  std::uint64_t number = 0;
  if (value.is_string()) {
    auto const& text = value.get_ref<std::string const&>();
    bool const size_fits =
        digits == 0 ? text.size() % 2 == 0 && text.size() <= 16 : text.size() == digits;
    auto const* end = text.data() + text.size();
    auto const read = std::from_chars(text.data(), end, number, 16);
    if (size_fits && read.ec == std::errc() && read.ptr == end) return number;
  }
  note(place, digits == 0 ? "must be hex digits" : std::to_string(digits) + " hex digits expected");
  return 0;
}

void Fields::note(std::string place, std::string text) {
  problems_.push_back({file_, std::move(place), std::move(text)});
}

}  // namespace e2ms::device
