#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace e2ms::document {

/// What is wrong in a file a person wrote, and where: "rooms[3].meters[0].model".
struct FileProblem {
  std::string place;
  std::string text;

  friend bool operator==(FileProblem const&, FileProblem const&) = default;
};
using FileProblems = std::vector<FileProblem>;

/// One object of a JSON file, read member by member. What is missing, of the wrong kind, out of
/// range or unknown is noted with its place; a stand-in value is returned so that reading goes on
/// and all mistakes are found at once. `json` and `problems` outlive it.
class JsonPlace {
 public:
  JsonPlace(nlohmann::json const& json, std::string place, FileProblems& problems);

  struct Range {
    std::int64_t smallest;
    std::int64_t largest;
  };

  bool has(std::string_view name) const;
  std::string text(std::string_view name);
  std::optional<std::string> text_if(std::string_view name);
  std::int64_t integer(std::string_view name, Range range);
  std::int64_t integer_or(std::string_view name, Range range, std::int64_t otherwise);
  bool boolean_or(std::string_view name, bool otherwise);
  /// An object; an empty one when it is missing.
  JsonPlace object(std::string_view name);
  /// The texts of a list; none when it is missing.
  std::vector<std::string> texts(std::string_view name);
  /// The objects of a list; none when it is missing.
  std::vector<JsonPlace> objects(std::string_view name);

  /// The member as it stands, or null.
  nlohmann::json const* raw(std::string_view name) { return find(name); }
  /// The same, noted when it is missing.
  nlohmann::json const* needed(std::string_view name);
  /// The whole numbers of a list, each in a range; none when it is missing.
  std::vector<std::int64_t> integers(std::string_view name, Range range);
  /// The names of all members.
  std::vector<std::string> names() const;

  /// Notes every member that nobody asked for. Call last.
  void finish();

  /// Notes a mistake in a member.
  void wrong(std::string_view name, std::string text);

 private:
  nlohmann::json const* find(std::string_view name);
  std::string place_of(std::string_view name) const;

  nlohmann::json const& json_;
  std::string place_;
  FileProblems& problems_;
  std::set<std::string, std::less<>> asked_;
};

/// The JSON of a file, in which // and /* */ comments are allowed; or the problem that says why
/// there is none.
std::optional<nlohmann::json> read_json_file(std::string const& path, FileProblems& problems);

/// "path: place: text", one line each.
std::string to_text(std::string const& path, FileProblems const& problems);

}  // namespace e2ms::document
