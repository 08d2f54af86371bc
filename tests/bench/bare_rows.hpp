#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace e2ms::bench {

/// Rows of a table as SQLite gives them.
using BareCell = std::variant<std::monostate, std::int64_t, std::string>;
using BareRows = std::vector<std::vector<BareCell>>;

/// SQLite without anything around it, set as the store sets it: what writing the rows costs if
/// nobody thinks about them.
class BareDatabase {
 public:
  explicit BareDatabase(std::string const& path);
  ~BareDatabase();
  BareDatabase(BareDatabase const&) = delete;

  void run(std::string const& sql);
  /// Of the rows that a condition with two bounds picks.
  BareRows rows(std::string const& sql, std::int64_t from, std::int64_t to);
  void insert(std::string const& table, BareRows const& rows);

 private:
  sqlite3_stmt* prepared(std::string const& sql);

  sqlite3* database_ = nullptr;
  std::vector<std::pair<std::string, sqlite3_stmt*>> statements_;
};

}  // namespace e2ms::bench
