#include "trouble.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace e2ms::store {

namespace {

// SQLITE_BUSY and SQLITE_CONSTRAINT, which SOCI keeps to itself.
constexpr int kBusy = 5;
constexpr int kConstraint = 19;

/// SQLite's code without the extended one above the low byte; 0 when it is none of SQLite's.
int code_of(std::exception const& trouble) {
  auto const* sqlite = dynamic_cast<soci::sqlite3_soci_error const*>(&trouble);
  return sqlite != nullptr ? sqlite->result() & 0xFF : 0;
}

}  // namespace

Fault fault_of(soci::soci_error const& trouble) {
  if (trouble.get_error_category() == soci::soci_error::constraint_violation)
    return {FaultCode::store_conflict};
  if (code_of(trouble) == kConstraint) return {FaultCode::store_conflict};
  return {FaultCode::store_unavailable};
}

bool is_busy(std::exception const& trouble) {
  return code_of(trouble) == kBusy;
}

std::string told(std::exception const& trouble) {
  auto const* database = dynamic_cast<soci::soci_error const*>(&trouble);
  return database != nullptr ? database->get_error_message() : trouble.what();
}

}  // namespace e2ms::store
