#pragma once

#include <string>

#include "e2ms/domain/reading_check.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Whether the reading of that instant was an estimate.
bool is_estimate(store::ReadTx& tx, MeterId meter, Instant at);

/// Whether a later reading lies below an earlier one, and not because the register began again.
bool says_less(store::Counted const& later, LastReading const& earlier,
               RegisterLimits const& limits);

/// An actual reading says so much at an instant: later estimates up to the next actual one that say
/// less are void. The newest reading that counts is the meter's last one again.
Result<void> void_estimates(store::WriteTx& tx, MeterId meter, LastReading const& actual,
                            RegisterLimits const& limits, std::string const& actor, Instant now);

/// An actual reading says less than an estimate before it: the newest actual one that it may
/// follow. Nothing when there is no such estimate, it does not follow, or
/// the account was opened with an estimate: a person decides then.
Result<std::optional<store::Counted>> actual_behind_estimates(store::ReadTx& tx, MeterId meter,
                                                              LastReading const& reading,
                                                              RegisterLimits const& limits,
                                                              std::optional<Instant> opening_at);

/// The estimates between that one and the reading are void.
Result<void> void_estimates_behind(store::WriteTx& tx, MeterId meter, LastReading const& reading,
                                   Instant actual, std::string const& actor, Instant now);

}  // namespace e2ms::command
