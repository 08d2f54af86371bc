#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A person has seen an alarm. The first one counts.
struct AcknowledgeAlarm {
  AlarmId alarm;
  Instant at;
  std::string actor;

  enum class Verdict { acknowledged, already_acknowledged, unknown_alarm };
  struct Outcome {
    Verdict verdict;
  };
};
Result<AcknowledgeAlarm::Outcome> execute(store::WriteTx& tx, AcknowledgeAlarm const& command);

/// The ledger was recomputed (query::LedgerAudit); keeps the result, raises or closes the alarm.
struct NoteVerification {
  Instant at;
  std::int64_t findings;
  std::string first_finding;
  std::int64_t journals;
  std::string head_hash;

  struct Outcome {};
};
Result<NoteVerification::Outcome> execute(store::WriteTx& tx, NoteVerification const& command);

}  // namespace e2ms::command
