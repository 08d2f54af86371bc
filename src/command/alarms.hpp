#pragma once

#include <optional>
#include <string_view>

#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/supply.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// What an alarm is about: one of the three, or none (the house itself).
struct AlarmSubject {
  std::optional<MeterId> meter = std::nullopt;
  std::optional<AccountId> account = std::nullopt;
  std::optional<LineId> line = std::nullopt;
};

/// Opens the alarm unless it is open already.
void open_alarm(store::WriteTx& tx, AlarmKind kind, AlarmSubject const& subject,
                std::string_view detail, Instant at);

/// What an open alarm is about has changed; nothing when none is open.
void tell_alarm(store::WriteTx& tx, AlarmKind kind, AlarmSubject const& subject,
                std::string_view detail);

/// Closes it if it is open.
void close_alarm(store::WriteTx& tx, AlarmKind kind, AlarmSubject const& subject, Instant at);

}  // namespace e2ms::command
