#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/access.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// How long a session lasts without a request, and at most.
struct SessionLife {
  Duration idle;
  Duration longest;
};
constexpr SessionLife life_of(CallerKind kind) {
  return kind == CallerKind::manager ? SessionLife{minutes(30), hours(12)}
                                     : SessionLife{days(30), days(180)};
}

/// Who holds a session's token. A session whose account was closed is unknown.
struct SessionOf {
  std::string token_hash;
  Instant at;

  struct Holder {
    CallerKind kind;
    std::int64_t subject;  ///< operator or account
    std::string name;
    std::string csrf;
    ProjectId project;
    std::string project_name;
    std::string time_zone;
    Instant seen_at;
    Instant ends_at;                 ///< if it is not used before
    Instant last_ends_at;            ///< however much it is used
    std::optional<AccountId> water;  ///< the tenant's, which may be `subject` itself
  };
  enum class Verdict { valid, expired, unknown };
  struct Answer {
    Verdict verdict;
    std::optional<Holder> holder;  ///< when valid
  };
};
Result<SessionOf::Answer> answer(store::ReadTx& tx, SessionOf const& question);

/// Whose secret may open a session: an operator's password, or the PIN of each open account whose
/// room has that name (in any project; case and blanks around it do not matter).
struct Credentials {
  CallerKind kind;
  std::string name;

  struct Credential {
    std::int64_t subject;
    std::string hash;
  };
  using Answer = std::vector<Credential>;
};
Result<Credentials::Answer> answer(store::ReadTx& tx, Credentials const& question);

}  // namespace e2ms::query
