#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// Money that waits for its owner, newest first; or what became of it.
struct Unassigned {
  ProjectId project;
  bool waiting;  ///< only what still waits
  UnassignedId before = {INT64_MAX};
  std::int64_t at_most;

  struct Row {
    UnassignedId id;
    Money amount;
    Channel channel;
    std::string reference;
    std::string payer;
    std::string note;
    std::string actor;
    Instant at;
    std::optional<Instant> ended_at;  ///< none while it waits, as all that follow
    std::optional<std::string> end_note;
    std::optional<std::string> end_actor;
    std::optional<TopUpId> top_up;  ///< none when it went back, as the next two
    std::optional<AccountId> account;
    std::optional<std::string> room;
  };
  using Answer = std::vector<Row>;
};
Result<Unassigned::Answer> answer(store::ReadTx& tx, Unassigned const& question);

/// One of them.
struct UnassignedOf {
  ProjectId project;
  UnassignedId unassigned;
  using Answer = std::optional<Unassigned::Row>;
};
Result<UnassignedOf::Answer> answer(store::ReadTx& tx, UnassignedOf const& question);

/// What an account was paid back, newest first.
struct PayOuts {
  AccountId account;
  PayOutId before = {INT64_MAX};
  std::int64_t at_most;

  struct Row {
    PayOutId id;
    JournalId journal;
    AccountId account;
    std::string tenant;
    std::string room;
    std::string project;
    std::string time_zone;
    Purpose purpose;
    Money amount;
    Channel channel;
    std::string note;
    std::string actor;
    Instant at;
    Money balance_after;  ///< of the wallet it came out of
    std::optional<JournalId> reversed_by;
    std::optional<Instant> reversed_at;
    std::optional<std::string> reversed_by_whom;
    std::optional<std::string> reversal_reason;
  };
  using Answer = std::vector<Row>;
};
Result<PayOuts::Answer> answer(store::ReadTx& tx, PayOuts const& question);

struct PayOutOf {
  ProjectId project;
  PayOutId pay_out;
  using Answer = std::optional<PayOuts::Row>;
};
Result<PayOutOf::Answer> answer(store::ReadTx& tx, PayOutOf const& question);

}  // namespace e2ms::query
