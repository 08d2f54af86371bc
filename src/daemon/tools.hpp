#pragma once

#include <iosfwd>
#include <string>

namespace e2ms::daemon {

// The tools beside `e2ms serve`. Each returns the exit code: 0 done, 1 the answer is no, 2 the
// files or the database would not let us, 64 wrong usage.

struct InitOrder {
  std::string config;
  std::string site;
};

/// Makes the database of a site. Passwords and PINs are drawn at random and printed once, one
/// JSON object a line; only their scrypt hashes are kept. Either everything is written or nothing.
int init_tool(InitOrder const& order, std::ostream& out, std::ostream& err);

/// Recomputes the ledger and prints every difference. Changes nothing.
int verify_tool(std::string const& database, std::ostream& out, std::ostream& err);

struct BackupOrder {
  std::string database;
  std::string to;
};

/// Copies the database while the daemon runs, and verifies the copy.
int backup_tool(BackupOrder const& order, std::ostream& out, std::ostream& err);

}  // namespace e2ms::daemon
