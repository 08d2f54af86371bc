#pragma once

#include "e2ms/base/result.hpp"
#include "session.hpp"

namespace e2ms::store {

/// Brings the schema up to date: each migration in its own transaction, counted by
/// PRAGMA user_version. A database from a newer release is refused (store_conflict).
Result<void> migrate(Session& session);

}  // namespace e2ms::store
