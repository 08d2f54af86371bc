#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "e2ms/base/time.hpp"
#include "problem.hpp"

namespace e2ms::http {

/// JSON in UTF-8, whatever bytes the texts hold.
std::string json_text(nlohmann::json const& document);

/// 200 with a JSON body that nobody may keep.
Response json_response(nlohmann::json const& document, Status status = Status::ok);

/// One JSON object, or the sentence that says at which byte it stops being one. Nesting deeper
/// than `depth` and a name that stands twice in an object are refused too.
std::variant<nlohmann::json, std::string> parse_object(std::string_view body, std::size_t depth);

/// Reads the fields of a JSON object one by one and collects what is wrong with them, so that a
/// person hears of all mistakes at once. A reader whose `good` is false gave stand-in values that
/// must not be used.
class FieldReader {
 public:
  struct Range {
    std::int64_t smallest;
    std::int64_t largest;
  };
  /// In Unicode code points.
  struct Length {
    std::size_t shortest;
    std::size_t longest;
  };

  /// `object` outlives the reader.
  explicit FieldReader(nlohmann::json const& object) : object_(object) {}

  /// A whole number; 1e30, 2.5 and "2" are none.
  std::int64_t integer(std::string_view name, Range range);
  /// The number, or `otherwise` when the field is absent.
  std::int64_t integer_or(std::string_view name, Range range, std::int64_t otherwise);
  std::string text(std::string_view name, Length length);
  Instant instant(std::string_view name);
  /// The text, or `otherwise` when the field is absent.
  std::string text_or(std::string_view name, Length length, std::string otherwise);
  /// Whole numbers and nulls, at most so many; nothing when the field is absent.
  std::vector<std::optional<std::int64_t>> integers_or_none(std::string_view name, Range range,
                                                            std::size_t at_most);
  /// An object as it stands; nothing and a note when it is none.
  nlohmann::json const* object(std::string_view name);
  /// The number of thousandths that a decimal text like "1284.37" says.
  std::int64_t thousandths(std::string_view name, Range range);
  /// A list of such texts, or of nulls, at most so many; empty when the field is absent.
  std::vector<std::optional<std::int64_t>> thousandths_or_nulls(std::string_view name, Range range,
                                                                std::size_t at_most);
  /// Takes over what a reader of an object inside of this one complains about.
  void complain_of(std::string_view name, FieldReader& inner);
  /// An array as it stands, of at most so many things; nothing when the field is absent, and a note
  /// when it is no such array.
  nlohmann::json const* list_or_none(std::string_view name, std::size_t longest);
  /// Digits only.
  std::string digits(std::string_view name, Length length);

  /// One of some words; each stands for a value.
  template <class Value, std::size_t N>
  Value choice(std::string_view name, std::pair<std::string_view, Value> const (&words)[N]) {
    if (auto const* const word = text_at(name)) {
      for (auto const& [spelled, value] : words)
        if (*word == spelled) return value;
      std::string list;
      for (auto const& [spelled, value] : words)
        list += (list.empty() ? "" : ", ") + std::string(spelled);
      wrong(name, "must be one of " + list);
    }
    return words[0].second;
  }

  /// The word's value, or `otherwise` when the field is absent.
  template <class Value, std::size_t N>
  Value choice_or(std::string_view name, std::pair<std::string_view, Value> const (&words)[N],
                  Value otherwise) {
    asked_.emplace(name);
    return object_.contains(name) ? choice(name, words) : otherwise;
  }

  /// False when the field is absent.
  bool flag(std::string_view name);

  void wrong(std::string_view name, std::string text);
  /// Call last: fields that nobody asked for are wrong.
  bool good();
  Problems const& problems() const { return problems_; }

 private:
  nlohmann::json const* at(std::string_view name);
  std::string const* text_at(std::string_view name);

  nlohmann::json const& object_;
  std::set<std::string, std::less<>> asked_;
  Problems problems_;
};

}  // namespace e2ms::http
