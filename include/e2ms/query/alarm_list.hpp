#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/supply.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// Alarms of a project, newest first, before a number.
struct Alarms {
  enum class Which { all = 0, open = 1, acknowledged = 2, closed = 3 };
  ProjectId project;
  Which which = Which::all;
  AlarmId only = {};  ///< that one alone
  AlarmId before = {INT64_MAX};
  std::int64_t at_most;

  struct Alarm {
    AlarmId id;
    AlarmKind kind;
    std::optional<MeterId> meter;
    std::optional<AccountId> of_account;
    std::optional<LineId> line;
    std::optional<std::string> room;
    std::string detail;
    Instant opened_at;
    std::optional<Instant> acknowledged_at;
    std::optional<std::string> acknowledged_by;
    std::optional<Instant> closed_at;
    std::optional<AccountId> account;  ///< the one it is about, or the one that has the meter
  };
  using Answer = std::vector<Alarm>;
};
Result<Alarms::Answer> answer(store::ReadTx& tx, Alarms const& question);

}  // namespace e2ms::query
