#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <soci/soci.h>

#include "e2ms/store/cell.hpp"
#include "e2ms/store/shelf.hpp"

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

  /// Runs plain SQL without parameters or rows: pragmas, migrations.
  void plain(std::string const& sql);

  /// Runs BEGIN, COMMIT, a savepoint and their like. There are few of them and they are run
  /// around every command, so they are kept prepared.
  void transaction(std::string const& sql);

  /// One integer from plain SQL (a pragma).
  std::int64_t number(std::string const& sql);

  soci::session& soci() { return soci_; }

  Shelf& shelf() { return shelf_; }

 private:
  /// A variable whose address a statement knows.
  struct Slot {
    CellType type;
    long long integer = 0;
    std::string text;
    std::unique_ptr<soci::blob> bytes;  ///< only where the type says so
    soci::indicator indicator = soci::i_ok;
  };
  struct Input {
    std::string name;
    Slot slot;
  };
  struct Prepared {
    explicit Prepared(soci::session& session) : statement(session) {}
    // Neither grows once statements know the addresses.
    std::vector<Input> inputs;  ///< in the order of the first call
    std::vector<Slot> outputs;
    std::vector<Cell> cells;  ///< one row, used again for the next
    soci::statement statement;
  };
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };
  template <class Value>
  using ByName = std::unordered_map<std::string, Value, NameHash, std::equal_to<>>;

  Prepared& prepared(std::string_view statement, std::span<Parameter const> parameters,
                     std::span<CellType const> types);
  Slot slot(CellType type);
  static Slot& slot_of(Prepared& ready, std::size_t place, std::string_view name);
  void keep_a_write_ahead_log(std::string const& path);
  static void put(Slot& slot, Cell const& cell);
  static Cell get(Slot const& slot);

  soci::session soci_;
  ByName<std::unique_ptr<Prepared>> prepared_;
  ByName<std::unique_ptr<soci::statement>> transactions_;
  Shelf shelf_;
};

}  // namespace e2ms::store
