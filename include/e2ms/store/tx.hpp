#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "e2ms/store/cell.hpp"
#include "e2ms/store/feed.hpp"
#include "e2ms/store/shelf.hpp"

namespace e2ms::store {

class Session;

/// A consistent view of the database for one question. Lives on one thread, for one call.
/// Statements are named "<file>.<name>" and stand in src/store/sql. Trouble of the database is
/// thrown and caught by whoever runs the question or the command; nobody else catches it.
class ReadTx {
 public:
  explicit ReadTx(Session& session) : session_(session) {}
  ReadTx(ReadTx const&) = delete;

  /// All rows, in the statement's order.
  template <class Row, class... In>
  std::vector<Row> all(std::string_view statement, In const&... parameters) {
    std::vector<Row> rows;
    each<Row>(
        statement, [&rows](Row row) { rows.push_back(std::move(row)); }, parameters...);
    return rows;
  }

  /// The only row, or nothing. More than one breaks our promise.
  template <class Row, class... In>
  std::optional<Row> one(std::string_view statement, In const&... parameters) {
    std::optional<Row> found;
    auto const keep = [&found](Row row) {
      ENSURE(!found);
      found = std::move(row);
    };
    each<Row>(statement, keep, parameters...);
    return found;
  }

  /// Hands over row by row, for results too long to hold.
  template <class Row, class Take, class... In>
  void each(std::string_view statement, Take const& take, In const&... parameters) {
    std::array<Parameter, sizeof...(In)> const inputs{parameters...};
    auto const types = RowShape<Row>::types();
    select(statement, inputs, types,
           [&take](std::span<Cell const> cells) { take(RowShape<Row>::from(cells)); });
  }

  Shelf& shelf();

 protected:
  using TakeRow = std::function<void(std::span<Cell const>)>;
  void select(std::string_view statement, std::span<Parameter const> parameters,
              std::span<CellType const> types, TakeRow const& take);

  Session& session_;
};

/// One command's transaction. What it announces is heard only after the commit.
class WriteTx : public ReadTx {
 public:
  WriteTx(Session& session, std::vector<Announcement>& announcements)
      : ReadTx(session), announcements_(announcements) {}

  /// Runs a statement without result rows.
  template <class... In>
  void run(std::string_view statement, In const&... parameters) {
    std::array<Parameter, sizeof...(In)> const inputs{parameters...};
    execute(statement, inputs);
  }

  /// Runs an INSERT … RETURNING id.
  template <class IdType, class... In>
  IdType insert(std::string_view statement, In const&... parameters) {
    auto const id = one<IdType>(statement, parameters...);
    ENSURE(id.has_value());
    return *id;
  }

  void announce(Announcement announcement) { announcements_.push_back(announcement); }

  /// Does what can only be judged when it is done, and keeps it when `work` says so; what it says
  /// is returned. Within one command, and not within itself.
  Result<bool> attempt(std::function<Result<bool>()> const& work);

 private:
  void execute(std::string_view statement, std::span<Parameter const> parameters);

  std::vector<Announcement>& announcements_;
};

}  // namespace e2ms::store
