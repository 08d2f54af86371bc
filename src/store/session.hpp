#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <soci/soci.h>

#include "e2ms/store/cell.hpp"

namespace e2ms::store {

enum class Access { read_write, read_only };

/// One connection, used by one thread at a time. Statements are prepared once and kept with the
/// variables that SOCI binds by address. Throws soci::soci_error when the database says no.
class Session {
 public:
  using TakeRow = std::function<void(std::span<Cell const>)>;

  Session(std::string const& path, Access access);

  /// Runs a statement of the catalogue; `take` sees each row.
  void run(std::string_view statement, std::span<Parameter const> parameters,
           std::span<CellType const> types, TakeRow const& take);

  /// Runs plain SQL without parameters or rows: transactions, pragmas, migrations.
  void plain(std::string const& sql);

  /// One integer from plain SQL (a pragma).
  std::int64_t number(std::string const& sql);

  soci::session& soci() { return soci_; }

 private:
  /// A variable whose address a statement knows.
  struct Slot {
    CellType type;
    long long integer = 0;
    std::string text;
    soci::indicator indicator = soci::i_ok;
  };
  struct Prepared {
    explicit Prepared(soci::session& session) : statement(session) {}
    std::map<std::string, Slot, std::less<>> inputs;
    std::deque<Slot> outputs;
    soci::statement statement;
  };

  Prepared& prepared(std::string_view statement, std::span<Parameter const> parameters,
                     std::span<CellType const> types);
  static void put(Slot& slot, Cell const& cell);
  static Cell get(Slot const& slot);

  soci::session soci_;
  std::map<std::string, std::unique_ptr<Prepared>, std::less<>> prepared_;
};

}  // namespace e2ms::store
