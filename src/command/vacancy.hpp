#pragma once

#include "review.hpp"

namespace e2ms::command {

/// After anything that moved a vacant room's meters: its relays are open unless a person says
/// otherwise, and who uses energy there is told of.
void review_vacancy(store::WriteTx& tx, AccountId account, Instant at, ReviewCause const& cause);

}  // namespace e2ms::command
