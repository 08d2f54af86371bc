#include "schema.hpp"

#include <algorithm>
#include <fstream>
#include <regex>
#include <set>

namespace e2ms::http {

using nlohmann::json;

namespace {

bool has_type(json const& value, std::string const& type) {
  if (type == "integer") return value.is_number_integer();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  return false;
}

bool has_one_type(json const& value, json const& types) {
  if (types.is_string()) return has_type(value, types.get<std::string>());
  return std::ranges::any_of(
      types, [&](json const& one) { return has_type(value, one.get<std::string>()); });
}

std::size_t characters(std::string const& text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// A rule on a size or a number that the value breaks; true also for values it does not concern.
bool within(std::string const& keyword, json const& rule, json const& value) {
  if (keyword == "minimum")
    return !value.is_number() || value.get<std::int64_t>() >= rule.get<std::int64_t>();
  if (keyword == "maximum")
    return !value.is_number() || value.get<std::int64_t>() <= rule.get<std::int64_t>();
  auto const size = rule.get<std::size_t>();
  if (keyword == "minLength") return !value.is_string() || characters(value) >= size;
  if (keyword == "maxLength") return !value.is_string() || characters(value) <= size;
  if (keyword == "minItems") return !value.is_array() || value.size() >= size;
  if (keyword == "maxItems") return !value.is_array() || value.size() <= size;
  return false;
}

}  // namespace

ApiDocument::ApiDocument() {
  std::ifstream file{E2MS_OPENAPI_JSON};
  root_ = json::parse(file);
}

json const& ApiDocument::resolved(json const& node) const {
  auto const* at = &node;
  while (at->contains("$ref"))
    at = &root_.at(json::json_pointer(at->at("$ref").get<std::string>().substr(1)));
  return *at;
}

std::vector<std::string> ApiDocument::check(json const& value, json const& schema) const {
  Errors errors;
  check(value, schema, "", errors);
  return errors;
}

void ApiDocument::check(json const& value, json const& schema, std::string const& place,
                        Errors& errors) const {
  for (auto const& [keyword, rule] : schema.items())
    check_keyword(keyword, rule, value, schema, place, errors);
}

void ApiDocument::check_keyword(std::string const& keyword, json const& rule, json const& value,
                                json const& schema, std::string const& place,
                                Errors& errors) const {
  static std::set<std::string> const kSilent{"description", "default", "format", "required",
                                             "additionalProperties"};
  static std::set<std::string> const kBounds{"minimum",   "maximum",  "minLength",
                                             "maxLength", "minItems", "maxItems"};
  auto const wrong = [&](std::string const& why) {
    errors.push_back(place + ": " + why + ", found " + value.dump());
  };
  if (kSilent.contains(keyword)) return;
  if (kBounds.contains(keyword)) {
    if (!within(keyword, rule, value)) wrong(keyword + " is " + rule.dump());
  } else if (keyword == "$ref") {
    check(value, resolved(schema), place, errors);
  } else if (keyword == "type") {
    if (!has_one_type(value, rule)) wrong("must be " + rule.dump());
  } else if (keyword == "enum") {
    if (std::ranges::find(rule, value) == rule.end()) wrong("must be one of " + rule.dump());
  } else if (keyword == "const") {
    if (value != rule) wrong("must be " + rule.dump());
  } else if (keyword == "pattern") {
    if (value.is_string() &&
        !std::regex_search(value.get<std::string>(), std::regex(rule.get<std::string>())))
      wrong("must look like " + rule.dump());
  } else if (keyword == "properties") {
    check_object(value, schema, place, errors);
  } else if (keyword == "items") {
    if (!value.is_array()) return;
    for (std::size_t i = 0; i < value.size(); ++i)
      check(value[i], rule, place + "/" + std::to_string(i), errors);
  } else if (keyword == "oneOf") {
    auto const fitting =
        std::ranges::count_if(rule, [&](json const& one) { return check(value, one).empty(); });
    if (fitting != 1) wrong("fits " + std::to_string(fitting) + " of oneOf");
  } else {
    wrong("unknown keyword " + keyword);
  }
}

void ApiDocument::check_object(json const& value, json const& schema, std::string const& place,
                               Errors& errors) const {
  if (!value.is_object()) return;
  auto const& properties = schema.at("properties");
  for (auto const& [name, field] : value.items()) {
    if (properties.contains(name))
      check(field, properties.at(name), place + "/" + name, errors);
    else if (schema.value("additionalProperties", true) == false)
      errors.push_back(place + "/" + name + ": is not in the document");
  }
  for (auto const& name : schema.value("required", json::array()))
    if (!value.contains(name.get<std::string>()))
      errors.push_back(place + "/" + name.get<std::string>() + ": is missing");
}

}  // namespace e2ms::http
