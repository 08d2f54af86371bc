#include "audit_findings.hpp"
#include "e2ms/base/digest.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/wallet.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.journals.
struct JournalRow {
  JournalId id;
  std::string key;
  JournalKind kind;
  AccountId account;
  Instant at;
  std::string actor;
  std::string cause;
  std::optional<JournalId> reverses;
  std::string previous_hash;
  std::string hash;
};

/// Columns of audit.charges_of.
struct ChargeRow {
  MeterId meter;
  std::string bill;
  TariffVersionId version;
  std::string code;
  std::int64_t tier;
  std::string period;
  std::int64_t reg;
  Price price;
  std::int64_t ratio;
  Instant from_at;
  Energy from_total;
  bool from_computed;
  Instant to_at;
  Energy to_total;
  bool to_computed;
  std::optional<Energy> tier_before;
  std::optional<Energy> tier_after;
  Energy rolled;
  Energy energy;
  Energy line_before;
  Energy line_after;
  Money amount;
};

std::string name(JournalRow const& row) {
  return "journal " + std::to_string(row.id.value) + " (" + row.key + ")";
}

PricedAccrual charge_of(ChargeRow const& row) {
  std::optional<TierSpan> tiers;
  if (row.tier_before && row.tier_after) tiers = TierSpan{*row.tier_before, *row.tier_after};
  return {{.meter = row.meter,
           .piece = {{row.bill, row.version, row.code, static_cast<unsigned>(row.tier), row.period},
                     static_cast<RegisterIndex>(row.reg),
                     row.price,
                     {row.from_at, row.from_total, row.from_computed},
                     {row.to_at, row.to_total, row.to_computed},
                     tiers,
                     row.rolled},
           .ratio = row.ratio,
           .posted = {}},
          {row.energy, {row.line_before, {}}, {row.line_after, row.amount}}};
}

struct Charged {
  std::string detail;
  Wide fen = 0;
};

Charged charged_by(store::ReadTx& tx, JournalId journal) {
  Charged charged;
  auto const take_item = [&charged](ItemCharge const& item) {
    charged.detail += item_text(item);
    charged.fen += Wide{item.after.fen()} - item.before.fen();
  };
  auto const take = [&charged](ChargeRow const& row) {
    charged.detail += charge_text(charge_of(row));
    charged.fen += row.amount.fen();
  };
  tx.each<ChargeRow>("audit.charges_of", take, in("journal", journal));
  tx.each<ItemCharge>("audit.items_of", take_item, in("journal", journal));
  return charged;
}

void check_journal(store::ReadTx& tx, JournalRow const& row, std::string const& previous_hash,
                   Findings& findings) {
  auto const charged = charged_by(tx, row.id);
  Journal const journal{.key = row.key,
                        .kind = row.kind,
                        .account = row.account,
                        .at = row.at,
                        .actor = row.actor,
                        .cause = row.cause,
                        .reverses = row.reverses,
                        .entries = tx.all<Entry>("ledger.entries_of", in("journal", row.id))};
  if (!balanced(journal)) findings.add(name(row) + ": entries do not sum to zero");
  if (row.previous_hash != previous_hash)
    findings.add(name(row) + ": does not follow the hash of its predecessor");
  auto const hash = sha256_hex(sealed_text(row.previous_hash, row.id, journal, charged.detail));
  if (hash != row.hash) findings.add(name(row) + ": content does not have the sealed hash");
  Wide due = 0;
  for (auto const& entry : journal.entries)
    if (is_holders(entry.book)) due -= entry.amount.fen();
  bool const charges = row.kind == JournalKind::energy || row.kind == JournalKind::items ||
                       row.kind == JournalKind::adjustment || row.kind == JournalKind::correction;
  if (charges && due != charged.fen)
    findings.add(name(row) + ": posts " + yuan(due) + " yuan, its charges say " +
                 yuan(charged.fen));
}

/// Journals cut off at the end leave a chain that is whole in itself; what an earlier verification
/// saw tells.
void check_against_last_verification(store::ReadTx& tx, ChainEnd const& end, Findings& findings) {
  struct Seen {
    std::int64_t journals;
    std::string head_hash;
    std::optional<std::string> hash_now;
  };
  auto const seen = tx.one<Seen>("audit.last_verification");
  if (!seen || seen->journals == 0) return;
  if (seen->journals > end.journals || seen->head_hash != seen->hash_now)
    findings.add("journal " + std::to_string(seen->journals) +
                 " is not the one that the last verification saw");
}

}  // namespace

ChainEnd audit_chain(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings) {
  ChainEnd end;
  Steps steps(audit, LedgerAudit::Progress::Part::journals,
              tx.one<std::int64_t>("audit.last_journal").value_or(0));
  auto const take = [&](JournalRow const& row) {
    if (row.id.value != end.journals + 1)
      findings.add(name(row) + ": number " + std::to_string(end.journals + 1) + " is missing");
    check_journal(tx, row, end.head_hash, findings);
    end = {row.id.value, row.hash};
    steps.next();
  };
  tx.each<JournalRow>("audit.journals", take);
  check_against_last_verification(tx, end, findings);
  return end;
}

}  // namespace e2ms::query
