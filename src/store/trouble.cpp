#include "trouble.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

namespace e2ms::store {

Fault fault_of(soci::soci_error const& trouble) {
  if (trouble.get_error_category() == soci::soci_error::constraint_violation)
    return {FaultCode::store_conflict};
  auto const* sqlite = dynamic_cast<soci::sqlite3_soci_error const*>(&trouble);
  // SQLITE_CONSTRAINT, with any extended code above the low byte.
  if (sqlite != nullptr && (sqlite->result() & 0xFF) == 19) return {FaultCode::store_conflict};
  return {FaultCode::store_unavailable};
}

std::string told(std::exception const& trouble) {
  auto const* database = dynamic_cast<soci::soci_error const*>(&trouble);
  return database != nullptr ? database->get_error_message() : trouble.what();
}

}  // namespace e2ms::store
