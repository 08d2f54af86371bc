#include "bare_rows.hpp"

#include <sqlite3.h>

#include "e2ms/base/ensure.hpp"

namespace e2ms::bench {

BareDatabase::BareDatabase(std::string const& path) {
  ENSURE(sqlite3_open(path.c_str(), &database_) == SQLITE_OK);
  for (auto const* const pragma :
       {"foreign_keys = ON", "recursive_triggers = ON", "journal_mode = WAL", "synchronous = FULL",
        "secure_delete = FAST", "cache_size = -65536"})
    run(std::string("PRAGMA ") + pragma);
}

BareDatabase::~BareDatabase() {
  for (auto const& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(database_);
}

void BareDatabase::run(std::string const& sql) {
  ENSURE(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
}

sqlite3_stmt* BareDatabase::prepared(std::string const& sql) {
  for (auto const& [known, statement] : statements_)
    if (known == sql) return statement;
  sqlite3_stmt* statement = nullptr;
  ENSURE(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  statements_.emplace_back(sql, statement);
  return statement;
}

BareRows BareDatabase::rows(std::string const& sql, std::int64_t from, std::int64_t to) {
  auto* const statement = prepared(sql);
  sqlite3_bind_int64(statement, 1, from);
  sqlite3_bind_int64(statement, 2, to);
  BareRows found;
  while (sqlite3_step(statement) == SQLITE_ROW) {
    auto& row = found.emplace_back();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      auto const type = sqlite3_column_type(statement, i);
      ENSURE(type == SQLITE_NULL || type == SQLITE_INTEGER || type == SQLITE_TEXT);
      if (type == SQLITE_NULL)
        row.emplace_back();
      else if (type == SQLITE_INTEGER)
        row.emplace_back(std::int64_t{sqlite3_column_int64(statement, i)});
      else
        row.emplace_back(reinterpret_cast<char const*>(sqlite3_column_text(statement, i)));
    }
  }
  sqlite3_reset(statement);
  return found;
}

void BareDatabase::insert(std::string const& table, BareRows const& rows) {
  if (rows.empty()) return;
  std::string marks = "?";
  for (std::size_t i = 1; i < rows.front().size(); ++i) marks += ", ?";
  auto* const statement = prepared("INSERT INTO " + table + " VALUES (" + marks + ")");
  for (auto const& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      auto const place = static_cast<int>(i + 1);
      if (auto const* number = std::get_if<std::int64_t>(&row[i]))
        sqlite3_bind_int64(statement, place, *number);
      else if (auto const* text = std::get_if<std::string>(&row[i]))
        sqlite3_bind_text(statement, place, text->data(), static_cast<int>(text->size()),
                          SQLITE_STATIC);
      else
        sqlite3_bind_null(statement, place);
    }
    ENSURE(sqlite3_step(statement) == SQLITE_DONE);
    sqlite3_reset(statement);
  }
}

}  // namespace e2ms::bench
