#include <algorithm>
#include <map>
#include <sstream>

#include "checks.hpp"
#include "e2ms/base/digest.hpp"

namespace e2ms::tidy {
namespace {

constexpr char const* kEvents = "docs/events.md";
constexpr char const* kSettings = "docs/configuration.md";
constexpr char const* kConfig = "src/daemon/config.cpp";
constexpr char const* kReleased = "tests/tidy/migrations.txt";

struct Row {
  int line = 0;
  std::vector<std::string> cells;
};

/// The table rows of a document whose first cell is a name in backticks, by that name.
std::map<std::string, Row> rows_of(Source const& document) {
  std::map<std::string, Row> rows;
  std::istringstream in{document.text};
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (!line.starts_with("| `")) continue;
    Row row{number, {}};
    std::istringstream cells{line.substr(1)};
    for (std::string cell; std::getline(cells, cell, '|');) row.cells.emplace_back(trimmed(cell));
    std::string const& name = row.cells.front();
    std::size_t const end = name.find('`', 1);
    if (end != std::string::npos) rows[name.substr(1, end - 1)] = row;
  }
  return rows;
}

struct Event {
  std::string path;
  int line = 0;
  std::string level;
};

/// The literals in `text` from `begin` to `end`. Where the code is blanked, quotes still stand.
std::vector<std::string> literals(Source const& source, std::size_t begin, std::size_t end) {
  std::vector<std::string> all;
  for (std::size_t at = source.code.find('"', begin); at < end;) {
    std::size_t const close = source.code.find('"', at + 1);
    if (close == std::string::npos) break;
    all.push_back(source.text.substr(at + 1, close - at - 1));
    at = source.code.find('"', close + 1);
  }
  return all;
}

std::size_t end_of_argument(std::string_view code, std::size_t at) {
  for (int depth = 0; at < code.size(); ++at) {
    char const c = code[at];
    if (c == '(' || c == '{') ++depth;
    if ((c == ')' || c == '}') && --depth < 0) break;
    if (c == ',' && depth == 0) break;
  }
  return at;
}

void collect_events(Source const& source, std::map<std::string, Event>& events, Violations& found) {
  for (std::string const level : {"debug", "info", "warn", "error"}) {
    std::string const call = "log::" + level + "(";
    for (std::size_t at = source.code.find(call); at != std::string::npos;
         at = source.code.find(call, at + 1)) {
      std::size_t const begin = at + call.size();
      auto const names = literals(source, begin, end_of_argument(source.code, begin));
      int const line = line_of(source.code, at);
      if (names.empty())
        found.push_back({source.path, line, "the event's name must stand in the log call"});
      for (auto const& name : names) {
        auto const known = events.try_emplace(name, Event{source.path, line, level}).first->second;
        if (known.level != level)
          found.push_back(
              {source.path, line, name + " is logged as " + known.level + " elsewhere"});
      }
    }
  }
}

/// {"section", "name", ...: the first two literals of a line of the daemon's table of keys.
std::map<std::string, int> keys_of(Source const& config) {
  std::map<std::string, int> keys;
  std::string_view const code = config.code;
  for (std::size_t at = code.find("{\""); at != std::string_view::npos;
       at = code.find("{\"", at + 1)) {
    std::size_t const section_end = code.find('"', at + 2);
    if (section_end == std::string_view::npos) break;
    std::size_t const name_begin = code.find_first_not_of(" \n", section_end + 2);
    if (code[section_end + 1] != ',' || name_begin == std::string_view::npos) continue;
    std::size_t const name_end = code.find('"', name_begin + 1);
    if (code[name_begin] != '"' || name_end == std::string_view::npos) continue;
    std::size_t const next = code.find_first_not_of(" \n", name_end + 2);
    // A third text: a list of words and not a key.
    if (code[name_end + 1] != ',' || next == std::string_view::npos || code[next] == '"') continue;
    std::string const section = config.text.substr(at + 2, section_end - at - 2);
    std::string const name = config.text.substr(name_begin + 1, name_end - name_begin - 1);
    keys[section.empty() ? name : section + "." + name] = line_of(code, at);
  }
  return keys;
}

}  // namespace

Violations check_events(Tree const& tree) {
  Violations found;
  std::map<std::string, Event> events;
  for (auto const& source : tree.sources)
    if (!floor_of(source.path).empty()) collect_events(source, events, found);
  auto const* const document = tree.find(kEvents);
  if (document == nullptr) return {{kEvents, 1, "is missing"}};
  auto const rows = rows_of(*document);
  for (auto const& [name, event] : events) {
    auto const row = rows.find(name);
    if (row == rows.end()) {
      found.push_back({event.path, event.line, "event " + name + " is not in docs/events.md"});
    } else if (row->second.cells.size() < 4 || row->second.cells[1] != event.level) {
      found.push_back({kEvents, row->second.line, name + " is logged as " + event.level});
    }
  }
  for (auto const& [name, row] : rows)
    if (!events.contains(name)) found.push_back({kEvents, row.line, "nobody logs " + name});
  return found;
}

Violations check_settings(Tree const& tree) {
  auto const* const config = tree.find(kConfig);
  if (config == nullptr) return {{kConfig, 1, "is missing"}};
  auto const keys = keys_of(*config);
  if (keys.empty()) return {{kConfig, 1, "has no table of keys that this test can read"}};
  auto const* const document = tree.find(kSettings);
  if (document == nullptr) return {{kSettings, 1, "is missing"}};
  Violations found;
  auto const rows = rows_of(*document);
  for (auto const& [key, line] : keys)
    if (!rows.contains(key))
      found.push_back({kConfig, line, key + " is not in docs/configuration.md"});
  for (auto const& [key, row] : rows)
    if (!keys.contains(key)) found.push_back({kSettings, row.line, "there is no key " + key});
  return found;
}

Violations check_statements(Tree const& tree) {
  constexpr std::string_view kFolder = "src/store/sql/", kMark = "-- name: ";
  Violations found;
  for (auto const& file : tree.sources) {
    if (!file.path.starts_with(kFolder)) continue;
    auto const name = file.path.substr(kFolder.size(), file.path.rfind('.') - kFolder.size());
    for (std::size_t at = file.text.find(kMark); at != std::string::npos;
         at = file.text.find(kMark, at + 1)) {
      auto const word = at + kMark.size();
      auto const quoted =
          '"' + name + '.' + file.text.substr(word, file.text.find('\n', word) - word) + '"';
      bool const used =
          std::any_of(tree.sources.begin(), tree.sources.end(), [&](auto const& each) {
            return each.path.starts_with("src/") && each.text.find(quoted) != std::string::npos;
          });
      if (!used) found.push_back({file.path, line_of(file.text, at), "nobody runs " + quoted});
    }
  }
  return found;
}

Violations check_migrations(Tree const& tree) {
  auto const* const list = tree.find(kReleased);
  if (list == nullptr) return {{kReleased, 1, "is missing"}};
  Violations found;
  std::istringstream in{list->text};
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (trimmed(line).empty() || line.starts_with('#')) continue;
    std::istringstream words{line};
    std::string digest, name;
    words >> digest >> name;
    auto const* const migration = tree.find("src/store/migrations/" + name);
    if (migration == nullptr)
      found.push_back({kReleased, number, name + " was released and is gone"});
    else if (sha256_hex(migration->text) != digest)
      found.push_back({migration->path, 1, "was released and has changed; add a new migration"});
  }
  return found;
}

}  // namespace e2ms::tidy
