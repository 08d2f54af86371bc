#include "migrate.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include "e2ms/base/log.hpp"
#include "sql_catalogue.hpp"

namespace e2ms::store {

namespace {

constexpr std::string_view kFolder = "migrations/";

/// SOCI prepares one statement at a time; a migration has many, triggers with inner semicolons
/// among them, and only SQLite itself knows where one ends.
void run_script(Session& session, std::string const& script) {
  auto& backend = static_cast<soci::sqlite3_session_backend&>(*session.soci().get_backend());
  auto* const database = backend.conn_;
  char* trouble = nullptr;
  if (sqlite_api::sqlite3_exec(database, script.c_str(), nullptr, nullptr, &trouble) == SQLITE_OK)
    return;
  std::string const text = trouble != nullptr ? trouble : "unknown";
  sqlite_api::sqlite3_free(trouble);
  throw soci::soci_error(text);
}

std::vector<SqlFile> migrations() {
  std::vector<SqlFile> found;
  for (auto const& file : sql_files())
    if (file.name.starts_with(kFolder)) found.push_back(file);
  return found;
}

}  // namespace

Result<void> migrate(Session& session) {
  auto const scripts = migrations();
  auto const done = session.number("PRAGMA user_version");
  if (done > static_cast<std::int64_t>(scripts.size())) {
    log::error("database_is_newer",
               {{"database_version", done}, {"known_version", scripts.size()}});
    return FaultCode::store_conflict;
  }
  for (auto i = static_cast<std::size_t>(done); i < scripts.size(); ++i) {
    run_script(session, "BEGIN IMMEDIATE;\n" + std::string(scripts[i].text) +
                            "\nPRAGMA user_version = " + std::to_string(i + 1) + ";\nCOMMIT;");
    log::info("database_migrated", {{"version", i + 1}, {"script", scripts[i].name}});
  }
  return {};
}

}  // namespace e2ms::store
