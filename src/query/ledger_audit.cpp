#include "e2ms/query/ledger_audit.hpp"

#include "audit_findings.hpp"

namespace e2ms::query {

Result<LedgerAudit::Answer> answer(store::ReadTx& tx, LedgerAudit const& question) {
  Findings findings(question.most_findings);
  auto const end = audit_chain(tx, findings);
  audit_charges(tx, findings);
  audit_pictures(tx, findings);
  return LedgerAudit::Answer{end.journals, end.head_hash, findings.take()};
}

}  // namespace e2ms::query
