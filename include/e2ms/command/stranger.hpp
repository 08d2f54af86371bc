#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/line.hpp"
#include "e2ms/store/tx.hpp"

/// Gateways that dialled in and that no line knows.
namespace e2ms::command {

/// Writes down who called. Of those beyond `keep` the ones that called longest ago are forgotten.
struct NoteStrangers {
  struct Caller {
    std::string registration;
    std::string peer;
    std::int64_t calls;  ///< since the last note
    Instant last_at;
  };
  std::vector<Caller> callers;
  std::int64_t keep;

  struct Outcome {};
};
Result<NoteStrangers::Outcome> execute(store::WriteTx& tx, NoteStrangers const& command);

/// Makes a gateway with one line out of a stranger: its next call is answered.
struct AdoptGateway {
  StrangerId stranger;
  ProjectId project;
  std::string name;  ///< of the gateway and of its line
  Framing framing;
  std::string heartbeats;  ///< hex, separated by spaces
  Duration answer_time;
  Duration gap;
  std::string actor;
  Instant at;

  enum class Verdict { adopted, unknown_stranger, name_taken, registration_taken };
  struct Outcome {
    Verdict verdict;
    GatewayId gateway;
    LineId line;
  };
};
Result<AdoptGateway::Outcome> execute(store::WriteTx& tx, AdoptGateway const& command);

/// Takes a stranger out of the list that people look at, until it is forgotten. Harmless to repeat.
struct DismissStranger {
  StrangerId stranger;
  std::string actor;
  Instant at;

  enum class Verdict { dismissed, unknown_stranger };
  struct Outcome {
    Verdict verdict;
  };
};
Result<DismissStranger::Outcome> execute(store::WriteTx& tx, DismissStranger const& command);

}  // namespace e2ms::command
