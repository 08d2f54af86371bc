#include "e2ms/command/propose_tariff.hpp"
#include "publishing.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;
using Verdict = DecideProposal::Verdict;

namespace {

/// Columns of proposal.list.
struct ProposalRow {
  TariffProposalId id;
  TariffId tariff;
  std::string name;
  Instant valid_from;
  std::string document;
  std::string note;
  std::string actor;
  Instant at;
  std::string change;
  std::int64_t accounts;
  std::optional<TariffVersionId> version;
  std::optional<std::string> decided_note;
  std::optional<std::string> decided_by;
  std::optional<Instant> decided_at;
};

Verdict verdict_of(Archived obstacle) {
  switch (obstacle) {
    case Archived::name_taken:
      return Verdict::version_taken;
    case Archived::too_late:
      return Verdict::begun;
    case Archived::wrong_terms:
    case Archived::other_medium:
      return Verdict::wrong_terms;
    case Archived::added:
    case Archived::unknown_reference:
    case Archived::no_price_yet:
      break;
  }
  return Verdict::unknown_proposal;
}

/// As the one who proposed it would have published it.
PublishTariff version_of(DecideProposal const& command, ProposalRow const& row) {
  return {command.project, row.name, row.valid_from, row.document, command.at, row.actor, row.note};
}

std::optional<Verdict> obstacle(store::ReadTx& tx, DecideProposal const& command,
                                ProposalRow const& row) {
  if (row.decided_at)
    return row.version.has_value() == command.approve ? Verdict::already_decided
                                                      : Verdict::decided_otherwise;
  if (command.note.empty()) return Verdict::note_missing;
  if (!command.approve) return std::nullopt;
  if (row.actor == command.actor) return Verdict::own_proposal;
  if (row.valid_from <= command.at) return Verdict::begun;
  if (auto const no = obstacle_to(tx, version_of(command, row))) return verdict_of(*no);
  return std::nullopt;
}

Result<TariffVersionId> publish(store::WriteTx& tx, DecideProposal const& command,
                                ProposalRow const& row) {
  TRY(auto const published, execute(tx, version_of(command, row)));
  ENSURE(published.verdict == Archived::added);
  auto const version = tx.one<TariffVersionId>("archive.version_from", in("tariff", row.tariff),
                                               in("valid_from", row.valid_from));
  ENSURE(version.has_value());
  return *version;
}

}  // namespace

Result<DecideProposal::Outcome> execute(store::WriteTx& tx, DecideProposal const& command) {
  auto const row = tx.one<ProposalRow>("proposal.list", in("project", command.project),
                                       in("before", TariffProposalId{INT64_MAX}),
                                       in("only", command.proposal), in("waiting", std::int64_t{0}),
                                       in("at", command.at), in("at_most", std::int64_t{1}));
  if (!row) return DecideProposal::Outcome{Verdict::unknown_proposal};
  if (auto const no = obstacle(tx, command, *row)) return DecideProposal::Outcome{*no};

  // From here on it is decided.
  std::optional<TariffVersionId> version;
  if (command.approve) {
    TRY(version, publish(tx, command, *row));
  }
  tx.run("proposal.insert_decision", in("proposal", command.proposal), in("version", version),
         in("note", command.note), in("actor", command.actor), in("at", command.at));
  tx.run(
      "archive.insert_audit", in("at", command.at), in("actor", command.actor),
      in("action", std::string(command.approve ? "tariff_approved" : "tariff_rejected")),
      in("subject", "tariff_proposal:" + std::to_string(command.proposal.value)),
      in("before", row->name + " from " + to_iso(row->valid_from) + ", proposed by " + row->actor),
      in("after", command.note));
  tx.announce({Announcement::Kind::archive, row->tariff.value});
  return DecideProposal::Outcome{Verdict::decided};
}

}  // namespace e2ms::command
