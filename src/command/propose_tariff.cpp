#include "e2ms/command/propose_tariff.hpp"

#include "e2ms/document/tariff_change.hpp"
#include "publishing.hpp"

namespace e2ms::command {

using document::TermsChange;
using store::Announcement;
using store::in;

namespace {

/// Columns of proposal.version_before.
struct VersionRow {
  TariffVersionId id;
  Instant valid_from;
  std::string document;
};

/// How far a version is from the one that stands last before an instant.
TermsChange change_since(store::ReadTx& tx, TariffId tariff, Instant before,
                         std::string const& document) {
  auto const version =
      tx.one<VersionRow>("proposal.version_before", in("tariff", tariff), in("before", before));
  if (!version) return {Exact(0)};
  return document::change_of(version->document, document);
}

/// How far it is from all that was in force of late: what one person does in steps counts together.
/// What a second person approved is where the next steps begin.
TermsChange change_of_late(store::ReadTx& tx, TariffId tariff, Instant at,
                           std::string const& document) {
  constexpr Duration kOfLate = days(31);
  TermsChange change{Exact(0)};
  for (auto const& version : tx.all<VersionRow>("proposal.versions_of_late", in("tariff", tariff),
                                                in("at", at), in("since", at - kOfLate)))
    change = TermsChange::larger(change, document::change_of(version.document, document));
  return change;
}

}  // namespace

Result<ProposeTariff::Outcome> execute(store::WriteTx& tx, ProposeTariff const& command) {
  using Outcome = ProposeTariff::Outcome;
  auto const& version = command.version;
  if (auto const no = obstacle_to(tx, version)) return Outcome{*no, {}, {}};
  auto const publish = [&]() -> Result<Outcome> {
    TRY(auto const published, execute(tx, version));
    return Outcome{published.verdict, published.id, {}};
  };
  auto const tariff = tx.one<TariffId>("archive.tariff_named", in("project", version.project),
                                       in("name", version.name));
  if (!tariff) return publish();
  auto const accounts =
      tx.one<std::int64_t>("proposal.accounts", in("tariff", *tariff)).value_or(0);
  if (accounts == 0) return publish();
  auto const change =
      TermsChange::larger(change_since(tx, *tariff, version.valid_from, version.document),
                          change_of_late(tx, *tariff, version.at, version.document));
  auto const& limit = command.limit;
  bool const far = limit.percent > 0 && change.beyond(Exact(limit.percent));
  bool const many = limit.accounts > 0 && accounts > limit.accounts;
  if (!far && !many) return publish();
  auto const same = tx.one<TariffProposalId>(
      "proposal.same", in("tariff", *tariff), in("valid_from", version.valid_from),
      in("document", version.document), in("actor", version.actor));
  if (same) return Outcome{Archived::added, *tariff, same};

  // From here on it waits.
  auto const proposal = tx.insert<TariffProposalId>(
      "proposal.insert", in("tariff", *tariff), in("valid_from", version.valid_from),
      in("document", version.document), in("note", version.note), in("actor", version.actor),
      in("at", version.at), in("change", document::percent_text(change)), in("accounts", accounts));
  tx.run("archive.insert_audit", in("at", version.at), in("actor", version.actor),
         in("action", std::string("tariff_proposed")),
         in("subject", "tariff_proposal:" + std::to_string(proposal.value)),
         in("before", std::string()),
         in("after", version.name + " from " + to_iso(version.valid_from)));
  tx.announce({Announcement::Kind::archive, tariff->value});
  return Outcome{Archived::added, *tariff, proposal};
}

}  // namespace e2ms::command
