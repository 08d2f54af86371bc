#include "e2ms/query/ledger_audit.hpp"

#include "audit_findings.hpp"

namespace e2ms::query {

std::string yuan(Wide fen) {
  auto const amount = divide_half_away(fen, 1);
  return amount ? to_text(Money::fen(*amount)) : "beyond all bounds";
}

bool can_be_written(Instant at) {
  constexpr Instant kYear0{-62'167'219'200'000}, kYear10000{253'402'300'800'000};
  return at >= kYear0 && at < kYear10000;
}

std::string moment(Instant at) {
  return can_be_written(at) ? to_iso(at) : std::to_string(at.ms) + " ms";
}

std::string_view word(LedgerAudit::Progress::Part part) {
  using Part = LedgerAudit::Progress::Part;
  switch (part) {
    case Part::journals:
      return "journals";
    case Part::charges:
      return "charges";
    case Part::accounts:
      return "accounts";
    case Part::bills:
      return "bills";
    case Part::balances:
      return "balances";
    case Part::meters:
      break;
  }
  return "meters";
}

Result<LedgerAudit::Answer> answer(store::ReadTx& tx, LedgerAudit const& question) {
  Findings findings(question.most_findings);
  // What was read before may have been changed since.
  tx.shelf().clear();
  auto const end = audit_chain(tx, question, findings);
  audit_charges(tx, question, findings);
  audit_energy(tx, question, findings);
  audit_bills(tx, question, findings);
  audit_shares(tx, findings);
  audit_subsidies(tx, findings);
  audit_dues(tx, findings);
  audit_desk(tx, findings);
  audit_books(tx, findings);
  audit_hands(tx, findings);
  audit_pictures(tx, question, findings);
  audit_history(tx, findings);
  audit_energy_days(tx, question, findings);
  return LedgerAudit::Answer{end.journals, end.head_hash, findings.take()};
}

}  // namespace e2ms::query
