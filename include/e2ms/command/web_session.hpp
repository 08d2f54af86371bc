#pragma once

#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/access.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Keeps a sign-in whose password was checked. The token itself is never stored.
struct OpenSession {
  std::string token_hash;  ///< SHA-256, hex
  CallerKind kind;
  std::int64_t subject;  ///< operator or account
  std::string csrf;
  Instant at;

  struct Outcome {};
};
Result<OpenSession::Outcome> execute(store::WriteTx& tx, OpenSession const& command);

/// The session was used: moves its idle expiry.
struct TouchSession {
  std::string token_hash;
  Instant at;

  struct Outcome {};
};
Result<TouchSession::Outcome> execute(store::WriteTx& tx, TouchSession const& command);

struct CloseSession {
  std::string token_hash;

  struct Outcome {};
};
Result<CloseSession::Outcome> execute(store::WriteTx& tx, CloseSession const& command);

/// Forgets sessions not used since `idle_since` or created before `created_before`.
struct DropSessions {
  Instant idle_since;
  Instant created_before;

  struct Outcome {};
};
Result<DropSessions::Outcome> execute(store::WriteTx& tx, DropSessions const& command);

}  // namespace e2ms::command
