#pragma once

#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/supply.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A person switches a meter off, keeps it on whatever the balance, or (nothing wanted) gives it
/// back to the rules.
struct HoldSupply {
  MeterId meter;
  std::optional<Relay> wanted;
  Instant at;
  std::string actor;
  std::string note;

  enum class Verdict { noted, unknown_meter, no_relay, meter_retired };
  struct Outcome {
    Verdict verdict;
  };
};

Result<HoldSupply::Outcome> execute(store::WriteTx& tx, HoldSupply const& command);

/// A step on the way of an order, for the trace. `sent` counts an attempt.
struct NoteSupplyStep {
  DecisionId decision;
  MeterId meter;
  SupplyStep step;
  std::int32_t detail = 0;
  Instant at;

  enum class Verdict { noted, superseded };  ///< superseded: another decision is wanted by now
  struct Outcome {
    Verdict verdict;
  };
};

Result<NoteSupplyStep::Outcome> execute(store::WriteTx& tx, NoteSupplyStep const& command);

/// The relay's own state, read from the meter. The only thing that fulfils a wish.
struct ConfirmSupply {
  MeterId meter;
  Relay read_back;
  Instant at;

  enum class Verdict {
    confirmed,     ///< the wish agrees with the relay (now, or already before)
    still_wanted,  ///< the relay is elsewhere: the wish stays and is offered again
    no_wish,
  };
  struct Outcome {
    Verdict verdict;
  };
};

Result<ConfirmSupply::Outcome> execute(store::WriteTx& tx, ConfirmSupply const& command);

/// The relay does not follow, tried several times: a person should know. Opens the alarm once.
struct ReportContradiction {
  MeterId meter;
  Instant at;

  struct Outcome {};
};

Result<ReportContradiction::Outcome> execute(store::WriteTx& tx,
                                             ReportContradiction const& command);

}  // namespace e2ms::command
