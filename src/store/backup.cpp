#include <soci/sqlite3/soci-sqlite3.h>

#include <filesystem>

#include "e2ms/base/log.hpp"
#include "e2ms/store/open.hpp"
#include "session.hpp"

namespace e2ms::store {

namespace {

constexpr int kAllPages = -1;

sqlite_api::sqlite3* handle(Session& session) {
  auto& backend = static_cast<soci::sqlite3_session_backend&>(*session.soci().get_backend());
  return backend.conn_;
}

/// In one step: a reader does not hold up the writer of a WAL, whereas a copy in several steps
/// begins anew after each commit and need never end.
bool copy_pages(Session& from, Session& to) {
  auto* const copy = sqlite_api::sqlite3_backup_init(handle(to), "main", handle(from), "main");
  if (copy == nullptr) return false;
  int const step = sqlite_api::sqlite3_backup_step(copy, kAllPages);
  sqlite_api::sqlite3_backup_finish(copy);
  return step == SQLITE_DONE;
}

bool intact(Session& session) {
  std::string verdict;
  session.soci() << "PRAGMA integrity_check(1)", soci::into(verdict);
  return verdict == "ok";
}

/// Closed when this returns, so that no log of its own is left beside it.
Result<void> copy(std::string const& from, std::string const& to) {
  try {
    Session source(from, Access::read_only);
    Session target(to, Access::read_write);
    if (copy_pages(source, target) && intact(target)) return {};
    log::error("backup_failed", {{"to", to}});
  } catch (soci::soci_error const& trouble) {
    log::error("backup_failed", {{"to", to}, {"trouble", trouble.what()}});
  }
  return FaultCode::store_unavailable;
}

void remove_all_of(std::string const& database) {
  std::error_code ignored;
  for (auto const* ending : {"", "-wal", "-shm"})
    std::filesystem::remove(database + ending, ignored);
}

}  // namespace

Result<void> backup(std::string const& from, std::string const& to) {
  if (!std::filesystem::exists(from) || std::filesystem::exists(to)) return FaultCode::file;
  auto const part = to + ".part";
  remove_all_of(part);
  auto done = copy(from, part);
  std::error_code trouble;
  if (done) std::filesystem::rename(part, to, trouble);
  if (trouble) {
    log::error("backup_failed", {{"to", to}, {"trouble", trouble.message()}});
    done = FaultCode::store_unavailable;
  }
  if (!done) remove_all_of(part);
  return done;
}

}  // namespace e2ms::store
