#include "session.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>

#include "e2ms/domain/reading_pack.hpp"
#include "sql_catalogue.hpp"

namespace e2ms::store {

namespace {

constexpr int kBusyTimeoutMs = 10'000;

/// pack_holds(readings, taken_at), for the trigger that lets a row go into a pack and nowhere else.
void pack_holds_in_sql(sqlite_api::sqlite3_context* context, int,
                       sqlite_api::sqlite3_value** arguments) {
  auto const* const bytes = sqlite_api::sqlite3_value_blob(arguments[0]);
  auto const size = static_cast<std::size_t>(sqlite_api::sqlite3_value_bytes(arguments[0]));
  Instant const taken_at{sqlite_api::sqlite3_value_int64(arguments[1])};
  bool const holds = pack_holds({static_cast<Byte const*>(bytes), size}, taken_at);
  sqlite_api::sqlite3_result_int(context, holds ? 1 : 0);
}

void teach(soci::session& session) {
  auto& backend = static_cast<soci::sqlite3_session_backend&>(*session.get_backend());
  constexpr int kTraits = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  int const done = sqlite_api::sqlite3_create_function(
      backend.conn_, "pack_holds", 2, kTraits, nullptr, pack_holds_in_sql, nullptr, nullptr);
  ENSURE(done == SQLITE_OK);
}

/// What SQLite is told before the first connection of the process: a connection is used by one
/// thread at a time, and nobody asks how much memory it takes. Either costs locks at every step.
std::string const& configured(std::string const& path) {
  static bool const done = sqlite_api::sqlite3_config(SQLITE_CONFIG_MULTITHREAD) == SQLITE_OK &&
                           sqlite_api::sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK;
  // Who opened a database before us without asking us only makes us slower.
  static_cast<void>(done);
  return path;
}

}  // namespace

Session::Session(std::string const& path, Access access)
    : soci_(soci::sqlite3, "db=\"" + configured(path) + "\" timeout=10") {
  plain("PRAGMA busy_timeout = " + std::to_string(kBusyTimeoutMs));
  plain("PRAGMA foreign_keys = ON");
  teach(soci_);
  if (access == Access::read_only) {
    plain("PRAGMA query_only = ON");
    return;
  }
  // REPLACE deletes the row in its way; only so do the triggers that keep facts hear of it.
  plain("PRAGMA recursive_triggers = ON");
  keep_a_write_ahead_log(path);
  // FULL: a commit that was answered survives a power cut.
  plain("PRAGMA synchronous = FULL");
  // Deleted rows are wiped where their page is written anyway. ON, the default of some builds,
  // would also write each page that became free.
  plain("PRAGMA secure_delete = FAST");
  // 64 MiB for the one connection that writes.
  plain("PRAGMA cache_size = -65536");
}

/// Other modes lock out the readers, and a copy taken while in use would not be whole.
void Session::keep_a_write_ahead_log(std::string const& path) {
  std::string mode;
  soci_ << "PRAGMA journal_mode = WAL", soci::into(mode);
  if (mode == "wal" || (mode == "memory" && path == ":memory:")) return;
  throw soci::soci_error("the file cannot have a write-ahead log, its journal mode is " + mode);
}

void Session::plain(std::string const& sql) {
  soci_ << sql;
}

void Session::transaction(std::string const& sql) {
  auto& known = transactions_[sql];
  if (!known) {
    auto made = std::make_unique<soci::statement>(soci_);
    made->alloc();
    made->prepare(sql);
    made->define_and_bind();
    known = std::move(made);
  }
  known->execute(true);
  if (sql.starts_with("ROLLBACK")) shelf_.clear();
}

std::int64_t Session::number(std::string const& sql) {
  long long value = 0;
  soci::indicator indicator = soci::i_ok;
  soci_ << sql, soci::into(value, indicator);
  return indicator == soci::i_ok ? value : 0;
}

void Session::put(Slot& slot, Cell const& cell) {
  slot.indicator = soci::i_ok;
  if (auto const* integer = std::get_if<std::int64_t>(&cell)) {
    ENSURE(slot.type == CellType::integer);
    slot.integer = *integer;
  } else if (auto const* text = std::get_if<std::string>(&cell)) {
    ENSURE(slot.type == CellType::text);
    slot.text = *text;
  } else if (auto const* bytes = std::get_if<Bytes>(&cell)) {
    ENSURE(slot.type == CellType::bytes);
    slot.bytes->trim(0);
    if (!bytes->empty())
      slot.bytes->append(reinterpret_cast<char const*>(bytes->data()), bytes->size());
  } else {
    slot.indicator = soci::i_null;
  }
}

Cell Session::get(Slot const& slot) {
  if (slot.indicator == soci::i_null) return std::monostate{};
  if (slot.type == CellType::integer) return std::int64_t{slot.integer};
  if (slot.type == CellType::text) return slot.text;
  Bytes bytes(slot.bytes->get_len());
  if (!bytes.empty()) slot.bytes->read(0, reinterpret_cast<char*>(bytes.data()), bytes.size());
  return bytes;
}

Session::Slot Session::slot(CellType type) {
  Slot made{.type = type, .text = {}, .bytes = {}};
  if (type == CellType::bytes) made.bytes = std::make_unique<soci::blob>(soci_);
  return made;
}

namespace {

/// Tells SOCI of a slot's variable: by soci::use or soci::into, whichever `bind` is.
template <class Slot, class Bind>
void bind_slot(Slot& slot, Bind const& bind) {
  switch (slot.type) {
    case CellType::integer:
      return bind(slot.integer);
    case CellType::text:
      return bind(slot.text);
    case CellType::bytes:
      return bind(*slot.bytes);
  }
}

}  // namespace

Session::Prepared& Session::prepared(std::string_view statement,
                                     std::span<Parameter const> parameters,
                                     std::span<CellType const> types) {
  auto const known = prepared_.find(statement);
  if (known != prepared_.end()) return *known->second;

  auto made = std::make_unique<Prepared>(soci_);
  made->statement.alloc();
  made->statement.prepare(SqlCatalogue::embedded().text(statement));
  made->inputs.reserve(parameters.size());
  made->outputs.reserve(types.size());
  for (auto const& parameter : parameters) {
    // A null says nothing of its type; SQLite does not mind under which one it is bound.
    auto& input =
        made->inputs.emplace_back(Input{std::string(parameter.name), slot(parameter.type)});
    bind_slot(input.slot, [&](auto& variable) {
      made->statement.exchange(soci::use(variable, input.slot.indicator, input.name));
    });
  }
  for (auto const type : types) {
    auto& output = made->outputs.emplace_back(slot(type));
    bind_slot(output, [&](auto& variable) {
      made->statement.exchange(soci::into(variable, output.indicator));
    });
  }
  made->cells.resize(types.size());
  made->statement.define_and_bind();
  return *prepared_.emplace(std::string(statement), std::move(made)).first->second;
}

void Session::run(std::string_view statement, std::span<Parameter const> parameters,
                  std::span<CellType const> types, TakeRow const& take) {
  auto& ready = prepared(statement, parameters, types);
  ENSURE(ready.inputs.size() == parameters.size());
  ENSURE(ready.outputs.size() == types.size());
  for (std::size_t i = 0; i < parameters.size(); ++i)
    put(slot_of(ready, i, parameters[i].name), parameters[i].value);
  if (types.empty()) {
    ready.statement.execute(true);
    return;
  }
  // All rows are fetched, also after the last one that matters: an unfinished statement would
  // keep its read transaction open.
  for (bool more = ready.statement.execute(true); more; more = ready.statement.fetch()) {
    for (std::size_t i = 0; i < types.size(); ++i) ready.cells[i] = get(ready.outputs[i]);
    take(ready.cells);
  }
}

/// Callers name parameters in the same order nearly always, so the place is tried first.
Session::Slot& Session::slot_of(Prepared& ready, std::size_t place, std::string_view name) {
  if (ready.inputs[place].name == name) return ready.inputs[place].slot;
  auto const found = std::find_if(ready.inputs.begin(), ready.inputs.end(),
                                  [name](Input const& input) { return input.name == name; });
  ENSURE(found != ready.inputs.end());
  return found->slot;
}

}  // namespace e2ms::store
