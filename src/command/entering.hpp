#pragma once

#include "e2ms/command/enter_reading.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::command {

/// The readings that count around an instant.
struct Around {
  std::optional<store::Counted> before;
  std::optional<store::Counted> at;
  std::optional<store::Counted> after;
};
Result<Around> around(store::ReadTx& tx, MeterId meter, Instant at);

/// Enters a reading for a caller who has more to change and reviews the account himself.
Result<EnterReading::Outcome> enter_unreviewed(store::WriteTx& tx, EnterReading const& command);

}  // namespace e2ms::command
