#include "json_body.hpp"

#include <algorithm>
#include <vector>

#include "e2ms/base/text.hpp"

namespace e2ms::http {

using nlohmann::json;

namespace {

constexpr unsigned kThousandths = 3;
constexpr char const* kNoThousandths = "must be a decimal text with at most three decimals, from ";

/// Looks at names and nesting while the text is parsed.
class Watch {
 public:
  explicit Watch(std::size_t depth) : depth_(depth) {}

  void see(int depth, json::parse_event_t event, json const& parsed) {
    if (static_cast<std::size_t>(depth) >= depth_) too_deep_ = true;
    if (event == json::parse_event_t::object_start) names_.emplace_back();
    if (event == json::parse_event_t::object_end) names_.pop_back();
    if (event == json::parse_event_t::key &&
        !names_.back().insert(parsed.get_ref<std::string const&>()).second)
      repeated_ = true;
  }
  bool too_deep() const { return too_deep_; }
  bool repeated() const { return repeated_; }

 private:
  std::size_t depth_;
  std::vector<std::set<std::string>> names_;
  bool too_deep_ = false;
  bool repeated_ = false;
};

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string bounds(FieldReader::Length length) {
  return std::to_string(length.shortest) + " to " + std::to_string(length.longest);
}

/// Line breaks are text, all else below the blank would only ever be an accident or an attack.
bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
}

}  // namespace

std::string json_text(json const& document) {
  return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

Response json_response(json const& document, Status status) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.headers.add("Cache-Control", "no-store");
  response.body = json_text(document);
  return response;
}

std::variant<json, std::string> parse_object(std::string_view body, std::size_t depth) {
  Watch watch{depth};
  auto const see = [&watch](int level, json::parse_event_t event, json& parsed) {
    watch.see(level, event, parsed);
    return true;
  };
  try {
    auto document = json::parse(body, see);
    if (watch.too_deep()) return "it is nested deeper than " + std::to_string(depth);
    if (watch.repeated()) return std::string{"an object holds the same name twice"};
    if (!document.is_object()) return std::string{"it is no object"};
    return document;
  } catch (json::parse_error const& error) {
    return "at byte " + std::to_string(error.byte);
  } catch (json::out_of_range const&) {
    return std::string{"a number is out of any range"};
  }
}

std::int64_t FieldReader::integer(std::string_view name, Range range) {
  auto const* const value = at(name);
  if (value == nullptr) return range.smallest;
  bool const huge = value->is_number_unsigned() &&
                    value->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  if (value->is_number_integer() && !huge) {
    auto const number = value->get<std::int64_t>();
    if (number >= range.smallest && number <= range.largest) return number;
  }
  wrong(name, "must be an integer from " + std::to_string(range.smallest) + " to " +
                  std::to_string(range.largest));
  return range.smallest;
}

std::int64_t FieldReader::integer_or(std::string_view name, Range range, std::int64_t otherwise) {
  if (object_.contains(name)) return integer(name, range);
  asked_.emplace(name);
  return otherwise;
}

std::string FieldReader::text(std::string_view name, Length length) {
  auto const* const value = text_at(name);
  if (value == nullptr) return {};
  auto const size = code_points(*value);
  if (size < length.shortest || size > length.longest) {
    wrong(name, "must have " + bounds(length) + " characters");
  } else if (std::ranges::any_of(*value, is_control)) {
    wrong(name, "must not hold control characters");
  }
  return *value;
}

Instant FieldReader::instant(std::string_view name) {
  auto const* const value = text_at(name);
  if (value == nullptr) return {};
  auto const at = from_iso(*value);
  if (!at) wrong(name, "must be an instant like 2026-03-12T06:30:00Z");
  return at.value_or(Instant{});
}

std::string FieldReader::text_or(std::string_view name, Length length, std::string otherwise) {
  if (object_.contains(name)) return text(name, length);
  asked_.emplace(name);
  return otherwise;
}

std::vector<std::optional<std::int64_t>> FieldReader::integers_or_none(std::string_view name,
                                                                       Range range,
                                                                       std::size_t at_most) {
  asked_.emplace(name);
  std::vector<std::optional<std::int64_t>> numbers;
  if (!object_.contains(name)) return numbers;
  auto const& list = *object_.find(name);
  if (!list.is_array() || list.size() > at_most) {
    wrong(name, "must be a list of at most " + std::to_string(at_most) + " numbers");
    return numbers;
  }
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (list[i].is_null()) {
      numbers.emplace_back();
      continue;
    }
    // Each is judged as a field of its own, so that it is named with its place.
    auto const place = std::string(name) + "[" + std::to_string(i) + "]";
    json const single{{place, list[i]}};
    FieldReader one{single};
    numbers.emplace_back(one.integer(place, range));
    for (auto const& problem : one.problems()) wrong(problem.path, problem.text);
  }
  return numbers;
}

json const* FieldReader::object(std::string_view name) {
  auto const* const value = at(name);
  if (value == nullptr || value->is_object()) return value;
  wrong(name, "must be an object");
  return nullptr;
}

std::int64_t FieldReader::thousandths(std::string_view name, Range range) {
  auto const* const text = text_at(name);
  if (text == nullptr) return range.smallest;
  auto const number = parse_decimal(*text, kThousandths);
  if (number && *number >= range.smallest && *number <= range.largest) return *number;
  wrong(name, kNoThousandths + format_decimal(range.smallest, kThousandths) + " to " +
                  format_decimal(range.largest, kThousandths));
  return range.smallest;
}

std::vector<std::optional<std::int64_t>> FieldReader::thousandths_or_nulls(std::string_view name,
                                                                           Range range,
                                                                           std::size_t at_most) {
  std::vector<std::optional<std::int64_t>> found;
  asked_.emplace(name);
  auto const list = object_.find(name);
  if (list == object_.end()) return found;
  if (!list->is_array() || list->size() > at_most) {
    wrong(name, "must be a list of at most " + std::to_string(at_most));
    return found;
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    auto const& one = (*list)[i];
    if (one.is_null()) {
      found.emplace_back(std::nullopt);
      continue;
    }
    auto const* const text = one.get_ptr<std::string const*>();
    auto const number = text == nullptr ? std::nullopt : parse_decimal(*text, kThousandths);
    if (!number || *number < range.smallest || *number > range.largest)
      wrong(std::string(name) + "[" + std::to_string(i) + "]",
            kNoThousandths + format_decimal(range.smallest, kThousandths) + " to " +
                format_decimal(range.largest, kThousandths));
    found.emplace_back(number);
  }
  return found;
}

void FieldReader::complain_of(std::string_view name, FieldReader& inner) {
  inner.good();
  for (auto const& [path, text] : inner.problems_) wrong(std::string(name) + "." + path, text);
}

json const* FieldReader::list_or_none(std::string_view name, std::size_t longest) {
  asked_.emplace(name);
  auto const found = object_.find(name);
  if (found == object_.end()) return nullptr;
  if (found->is_array() && found->size() <= longest) return &*found;
  wrong(name, "must be a list of at most " + std::to_string(longest));
  return nullptr;
}

std::string FieldReader::digits(std::string_view name, Length length) {
  auto const* const value = text_at(name);
  if (value == nullptr) return {};
  auto const is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (value->size() < length.shortest || value->size() > length.longest ||
      !std::ranges::all_of(*value, is_digit))
    wrong(name, "must be " + bounds(length) + " digits");
  return *value;
}

bool FieldReader::good() {
  for (auto const& [name, value] : object_.items())
    if (!asked_.contains(name)) wrong(name, "is not known here");
  return problems_.empty();
}

json const* FieldReader::at(std::string_view name) {
  asked_.emplace(name);
  auto const found = object_.find(name);
  if (found != object_.end()) return &*found;
  wrong(name, "is missing");
  return nullptr;
}

std::string const* FieldReader::text_at(std::string_view name) {
  auto const* const value = at(name);
  if (value == nullptr) return nullptr;
  if (auto const* const text = value->get_ptr<std::string const*>()) return text;
  wrong(name, "must be a text");
  return nullptr;
}

bool FieldReader::flag(std::string_view name) {
  asked_.emplace(name);
  auto const found = object_.find(name);
  if (found == object_.end()) return false;
  if (!found->is_boolean()) wrong(name, "must be true or false");
  return found->is_boolean() && found->get<bool>();
}

void FieldReader::wrong(std::string_view name, std::string text) {
  problems_.push_back({std::string(name), std::move(text)});
}

}  // namespace e2ms::http
