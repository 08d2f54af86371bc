#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/device/model.hpp"

namespace e2ms::device {

/// Reads the keys of one JSON object and notes every mistake with its place. A key that nobody
/// asked for is a mistake too. Wrong and missing values come back as harmless ones: with a single
/// problem noted, the model is dropped.
class Fields {
 public:
  Fields(nlohmann::json const& object, std::string place, std::string file,
         std::vector<ModelProblem>& problems);
  ~Fields();
  Fields(Fields const&) = delete;
  Fields& operator=(Fields const&) = delete;

  bool has(std::string_view key) const;
  std::string text(std::string_view key);
  bool one_of(std::string_view key, std::string_view yes, std::string_view no);
  std::int64_t integer(std::string_view key, std::int64_t least, std::int64_t most);
  /// A text of hex digits, exactly `digits` of them; 0: any even number up to 16.
  std::uint64_t hex(std::string_view key, std::size_t digits);
  /// A list of such texts.
  std::vector<std::uint64_t> hex_list(std::string_view key, std::size_t digits);
  /// A text of hex digits, the bytes in the order they are sent; at least one.
  Bytes bytes(std::string_view key);
  std::vector<std::string> text_list(std::string_view key);

  /// The object behind a key; what is none reads as an empty one.
  Fields object(std::string_view key);
  /// Calls `each(Fields&)` for every object of a list.
  template <class Each>
  void for_each(std::string_view key, Each each) {
    auto const& list = list_at(key);
    for (std::size_t i = 0; i < list.size(); ++i) {
      Fields fields(list[i], place_of(key) + "/" + std::to_string(i), file_, problems_);
      each(fields);
    }
  }

  /// Notes a problem with the value of a key, or with the object when the key is empty.
  void complain(std::string_view key, std::string text);

 private:
  nlohmann::json const& at(std::string_view key);
  nlohmann::json const& list_at(std::string_view key);
  std::string place_of(std::string_view key) const;
  std::uint64_t hex_value(nlohmann::json const& value, std::string const& place,
                          std::size_t digits);
  void note(std::string place, std::string text);

  nlohmann::json const& object_;
  std::string place_;
  std::string file_;
  std::vector<ModelProblem>& problems_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace e2ms::device
