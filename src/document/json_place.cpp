#include "e2ms/document/json_place.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace e2ms::document {

namespace {

nlohmann::json const kNothing = nlohmann::json::object();

}  // namespace

JsonPlace::JsonPlace(nlohmann::json const& json, std::string place, FileProblems& problems)
    : json_(json.is_object() ? json : kNothing), place_(std::move(place)), problems_(problems) {
  if (!json.is_object()) problems_.push_back({place_, "must be an object { … }"});
}

std::string JsonPlace::place_of(std::string_view name) const {
  return place_.empty() ? std::string(name) : place_ + "." + std::string(name);
}

nlohmann::json const* JsonPlace::find(std::string_view name) {
  asked_.emplace(name);
  auto const found = json_.find(name);
  return found == json_.end() ? nullptr : &*found;
}

bool JsonPlace::has(std::string_view name) const {
  return json_.contains(name);
}

void JsonPlace::wrong(std::string_view name, std::string text) {
  problems_.push_back({place_of(name), std::move(text)});
}

std::optional<std::string> JsonPlace::text_if(std::string_view name) {
  auto const* const value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string() && !value->get_ref<std::string const&>().empty())
    return value->get<std::string>();
  wrong(name, "must be a text that is not empty");
  return std::nullopt;
}

std::string JsonPlace::text(std::string_view name) {
  if (find(name) == nullptr) wrong(name, "is missing");
  return text_if(name).value_or("");
}

std::int64_t JsonPlace::integer_or(std::string_view name, Range range, std::int64_t otherwise) {
  auto const* const value = find(name);
  if (value == nullptr) return otherwise;
  bool const fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
  auto const number = fits ? value->get<std::int64_t>() : 0;
  if (fits && number >= range.smallest && number <= range.largest) return number;
  wrong(name, "must be a whole number from " + std::to_string(range.smallest) + " to " +
                  std::to_string(range.largest));
  return otherwise;
}

std::int64_t JsonPlace::integer(std::string_view name, Range range) {
  if (find(name) == nullptr) wrong(name, "is missing");
  return integer_or(name, range, range.smallest);
}

bool JsonPlace::boolean_or(std::string_view name, bool otherwise) {
  auto const* const value = find(name);
  if (value == nullptr) return otherwise;
  if (value->is_boolean()) return value->get<bool>();
  wrong(name, "must be true or false");
  return otherwise;
}

JsonPlace JsonPlace::object(std::string_view name) {
  auto const* const value = find(name);
  return {value == nullptr ? kNothing : *value, place_of(name), problems_};
}

std::vector<std::string> JsonPlace::texts(std::string_view name) {
  std::vector<std::string> all;
  auto const* const value = find(name);
  if (value == nullptr) return all;
  bool good = value->is_array();
  for (auto const& one : *value) {
    good = good && one.is_string() && !one.get_ref<std::string const&>().empty();
    if (good) all.push_back(one.get<std::string>());
  }
  if (!good) wrong(name, "must be a list of texts that are not empty");
  return all;
}

std::vector<JsonPlace> JsonPlace::objects(std::string_view name) {
  std::vector<JsonPlace> places;
  auto const* const value = find(name);
  if (value == nullptr) return places;
  if (!value->is_array()) {
    wrong(name, "must be a list [ … ]");
    return places;
  }
  for (std::size_t i = 0; i < value->size(); ++i)
    places.emplace_back((*value)[i], place_of(name) + "[" + std::to_string(i) + "]", problems_);
  return places;
}

nlohmann::json const* JsonPlace::needed(std::string_view name) {
  auto const* const value = find(name);
  if (value == nullptr) wrong(name, "is missing");
  return value;
}

std::vector<std::int64_t> JsonPlace::integers(std::string_view name, Range range) {
  std::vector<std::int64_t> found;
  auto const* const value = find(name);
  if (value == nullptr) return found;
  bool fits = value->is_array();
  for (std::size_t i = 0; fits && i < value->size(); ++i) {
    auto const& each = (*value)[i];
    fits = each.is_number_integer() &&
           (!each.is_number_unsigned() || each.get<std::uint64_t>() <= INT64_MAX) &&
           each.get<std::int64_t>() >= range.smallest && each.get<std::int64_t>() <= range.largest;
    if (fits) found.push_back(each.get<std::int64_t>());
  }
  if (!fits)
    wrong(name, "must be a list of whole numbers from " + std::to_string(range.smallest) + " to " +
                    std::to_string(range.largest));
  return found;
}

std::vector<std::string> JsonPlace::names() const {
  std::vector<std::string> found;
  for (auto const& [name, value] : json_.items()) found.push_back(name);
  return found;
}

void JsonPlace::finish() {
  for (auto const& [name, value] : json_.items())
    if (!asked_.contains(name)) wrong(name, "is not a known key");
}

std::optional<nlohmann::json> read_json_file(std::string const& path, FileProblems& problems) {
  std::ifstream file(path);
  std::stringstream text;
  if (!file || !(text << file.rdbuf())) {
    problems.push_back({"", "cannot be read"});
    return std::nullopt;
  }
  try {
    return nlohmann::json::parse(text.str(), nullptr, true, true);
  } catch (nlohmann::json::parse_error const& trouble) {
    problems.push_back({"byte " + std::to_string(trouble.byte), trouble.what()});
    return std::nullopt;
  }
}

std::string to_text(std::string const& path, FileProblems const& problems) {
  std::string text;
  for (auto const& problem : problems) {
    text += path;
    text += ": ";
    if (!problem.place.empty()) text += problem.place + ": ";
    text += problem.text + "\n";
  }
  return text;
}

}  // namespace e2ms::document
