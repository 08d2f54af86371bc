#include "sql_catalogue.hpp"

#include "e2ms/base/ensure.hpp"

namespace e2ms::store {

namespace {

constexpr std::string_view kFolder = "sql/";
constexpr std::string_view kEnding = ".sql";
constexpr std::string_view kMark = "-- name: ";

}  // namespace

SqlCatalogue const& SqlCatalogue::embedded() {
  static SqlCatalogue const catalogue;
  return catalogue;
}

SqlCatalogue::SqlCatalogue() {
  for (auto const& file : sql_files()) {
    if (!file.name.starts_with(kFolder)) continue;
    auto name = file.name.substr(kFolder.size());
    name.remove_suffix(kEnding.size());
    add(name, file.text);
  }
}

void SqlCatalogue::add(std::string_view file, std::string_view text) {
  auto start = text.find(kMark);
  while (start != std::string_view::npos) {
    auto const end_of_line = text.find('\n', start);
    ENSURE(end_of_line != std::string_view::npos);
    auto const word = text.substr(start + kMark.size(), end_of_line - start - kMark.size());
    auto const next = text.find(kMark, end_of_line);
    auto const body = text.substr(end_of_line, next - end_of_line);
    bool const added =
        statements_.emplace(std::string(file) + "." + std::string(word), std::string(body)).second;
    ENSURE(added);
    start = next;
  }
}

std::string const& SqlCatalogue::text(std::string_view statement) const {
  auto const found = statements_.find(statement);
  ENSURE(found != statements_.end());
  return found->second;
}

}  // namespace e2ms::store
