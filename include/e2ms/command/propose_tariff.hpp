#pragma once

#include <optional>
#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/command/archive.hpp"
#include "e2ms/domain/four_eyes.hpp"

namespace e2ms::command {

/// A person wants to publish prices. Within the limit they are published at once; above it they
/// wait for a second person. What counts is the change from the version they follow, and from the
/// one in force, so that many small steps are not taken for small. A tariff that nobody pays by has
/// no limit. The same proposal again is the one that waits already.
struct ProposeTariff {
  PublishTariff version;
  FourEyes limit;

  struct Outcome {
    Archived verdict;  ///< `added` for a proposal as well
    TariffId tariff;
    std::optional<TariffProposalId> proposal;  ///< none when it was published
  };
};
Result<ProposeTariff::Outcome> execute(store::WriteTx& tx, ProposeTariff const& command);

/// A second person publishes what was proposed, or anybody rejects it: who proposed it takes it
/// back so. Deciding the same again changes nothing.
struct DecideProposal {
  ProjectId project;
  TariffProposalId proposal;
  bool approve;
  Instant at;
  std::string actor;
  std::string note;

  enum class Verdict {
    decided,
    already_decided,
    decided_otherwise,
    unknown_proposal,
    own_proposal,   ///< who proposed does not approve
    begun,          ///< its beginning has passed
    version_taken,  ///< another version begins at that instant
    wrong_terms,    ///< this release does not charge by them
    note_missing,
  };
  struct Outcome {
    Verdict verdict;
  };
};
Result<DecideProposal::Outcome> execute(store::WriteTx& tx, DecideProposal const& command);

}  // namespace e2ms::command
