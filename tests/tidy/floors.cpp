#include <algorithm>
#include <array>
#include <optional>

#include "checks.hpp"

namespace e2ms::tidy {
namespace {

struct Floor {
  std::string_view folder;
  int height;
};
constexpr std::array kFloors{Floor{"base", 0},     Floor{"domain", 1},  Floor{"protocol", 1},
                             Floor{"document", 2}, Floor{"port", 3},    Floor{"store", 3},
                             Floor{"device", 3},   Floor{"command", 4}, Floor{"query", 4},
                             Floor{"gateway", 5},  Floor{"http", 5},    Floor{"transport", 5},
                             Floor{"field", 5},    Floor{"daemon", 6}};

/// Where a third-party header may be included. The first row that fits counts. A home is a
/// folder, or a file without its ending.
struct Home {
  std::string_view header;
  std::string_view homes;
};
constexpr std::array kHomes{
    Home{"soci/", "store"},
    Home{"sqlite3.h", "store"},
    Home{"boost/beast", "http gateway"},
    Home{"boost/asio/ssl", "http gateway src/port/asio"},
    Home{"boost/asio", "port store transport http gateway field daemon"},
    Home{"boost/system", "base port store transport http gateway field daemon"},
    Home{"boost/pfr", "store"},
    Home{"boost/multiprecision", "domain"},
    Home{"boost/regex", "protocol"},
    Home{"boost/intrusive", "transport field"},
    Home{"boost/url", "http gateway"},
    Home{"modbus", "transport"},
    Home{"openssl/", "src/base/digest http gateway"},
    Home{"spdlog/", "src/base/log"},
    Home{"nlohmann/", "document http device gateway daemon"},
    Home{"CLI/", "daemon"},
    Home{"systemd/", "daemon"},
    Home{"xlsxwriter", "http"},
    Home{"date/", "base"},
};

/// The operating system's headers: arithmetic and rules have no business with them.
constexpr std::string_view kSystemHomes = "base store transport http gateway field daemon";

int height_of(std::string_view folder) {
  auto const found = std::ranges::find(kFloors, folder, &Floor::folder);
  return found == kFloors.end() ? -1 : found->height;
}

struct Include {
  std::string name;
  bool quoted = false;
  int line = 0;
};

std::vector<Include> includes_of(Source const& source) {
  std::vector<Include> all;
  int line = 0;
  for (std::size_t at = 0; at < source.text.size();) {
    std::size_t const end = std::min(source.text.find('\n', at), source.text.size());
    std::string_view const text = trimmed(std::string_view(source.text).substr(at, end - at));
    at = end + 1;
    ++line;
    if (!text.starts_with("#include")) continue;
    std::size_t const open = text.find_first_of("<\"");
    if (open == std::string_view::npos) continue;
    bool const quoted = text[open] == '"';
    std::size_t const close = text.find(quoted ? '"' : '>', open + 1);
    if (close == std::string_view::npos) continue;
    all.push_back({std::string(text.substr(open + 1, close - open - 1)), quoted, line});
  }
  return all;
}

bool lives_in(std::string_view homes, std::string_view floor, std::string_view path) {
  while (!homes.empty()) {
    std::size_t const end = std::min(homes.find(' '), homes.size());
    std::string_view const home = homes.substr(0, end);
    homes.remove_prefix(std::min(end + 1, homes.size()));
    if (home == floor) return true;
    if (home.find('/') != std::string_view::npos && path.starts_with(home)) return true;
  }
  return false;
}

std::optional<std::string> wrong_neighbour(std::string const& floor, std::string const& other) {
  if (height_of(other) < 0) return "a folder of no floor: " + other;
  if (other == floor || height_of(other) < height_of(floor)) return std::nullopt;
  return floor + " must not include " + other + ", which is not below it";
}

std::optional<std::string> wrong_home(Include const& include, Source const& source) {
  std::string const floor = floor_of(source.path);
  for (auto const& each : kHomes) {
    if (!include.name.starts_with(each.header)) continue;
    if (lives_in(each.homes, floor, source.path)) return std::nullopt;
    return "<" + include.name + "> belongs to: " + std::string(each.homes);
  }
  bool const has_folder = include.name.find('/') != std::string::npos;
  if (!has_folder && !include.name.ends_with(".h")) return std::nullopt;  // the standard library
  bool const of_system =
      !has_folder || starts_with_any(include.name, {"sys/", "netinet/", "arpa/", "linux/"});
  if (!of_system) return "<" + include.name + "> has no home; give it one in tests/tidy/floors.cpp";
  if (lives_in(kSystemHomes, floor, source.path)) return std::nullopt;
  return "<" + include.name + "> belongs to: " + std::string(kSystemHomes);
}

std::optional<std::string> wrong(Include const& include, Source const& source, Tree const& tree) {
  std::string const floor = floor_of(source.path);
  if (!include.quoted) return wrong_home(include, source);
  if (include.name.starts_with("e2ms/"))
    return wrong_neighbour(floor, floor_of("include/" + include.name));
  if (source.path.starts_with("include/"))
    return "a public header includes the private \"" + include.name + "\"";
  std::string const beside = source.path.substr(0, source.path.rfind('/') + 1) + include.name;
  if (tree.has("src/" + floor + "/" + include.name) || tree.has(beside)) return std::nullopt;
  // The pages' embedded files: their header stands beside what makes them.
  if (floor == "daemon" && tree.has("web/embed/" + include.name)) return std::nullopt;
  return "\"" + include.name + "\" is not in src/" + floor;
}

}  // namespace

Violations check_floors(Tree const& tree) {
  Violations found;
  for (auto const& source : tree.sources) {
    if (!is_cpp(source) || floor_of(source.path).empty()) continue;
    for (auto const& include : includes_of(source))
      if (auto what = wrong(include, source, tree))
        found.push_back({source.path, include.line, *std::move(what)});
  }
  return found;
}

Violations check_independence(Tree const& tree) {
  Violations found;
  for (auto const& source : tree.sources) {
    if (!starts_with_any(source.path, {"tests/simulator/core/", "tests/simulator/program/"}))
      continue;
    for (auto const& include : includes_of(source))
      if (include.name.starts_with("e2ms/"))
        found.push_back({source.path, include.line, "the simulator shares no code with e2ms"});
  }
  return found;
}

}  // namespace e2ms::tidy
