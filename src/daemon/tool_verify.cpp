#include <optional>
#include <ostream>

#include "e2ms/query/ledger_audit.hpp"
#include "e2ms/store/open.hpp"
#include "tools.hpp"

namespace e2ms::daemon {

int verify_tool(std::string const& database, std::ostream& out, std::ostream& err) {
  std::optional<Result<query::LedgerAudit::Answer>> audit;
  auto const looked = store::look_into(
      database, [&audit](store::ReadTx& tx) { audit.emplace(answer(tx, query::LedgerAudit{})); });
  if (!looked || !*audit) {
    Fault const fault = looked ? audit->fault() : looked.fault();
    err << "e2ms: " << database << ": cannot be read (" << word(fault.code) << ")\n";
    return 2;
  }
  auto const& found = **audit;
  for (auto const& finding : found.findings) out << finding << '\n';
  out << (found.findings.empty() ? "verified: " : "NOT verified: ") << found.journals
      << " journals, head " << (found.head_hash.empty() ? "none" : found.head_hash) << ", "
      << found.findings.size() << " findings\n";
  return found.findings.empty() ? 0 : 1;
}

int backup_tool(BackupOrder const& order, std::ostream& out, std::ostream& err) {
  auto const done = store::backup(order.database, order.to);
  if (!done) {
    err << "e2ms: " << order.database << " -> " << order.to << ": "
        << (done.fault().code == FaultCode::file ? "the source must exist and the target must not"
                                                 : "the copy failed, see the log")
        << '\n';
    return 2;
  }
  out << "copied to " << order.to << '\n';
  return verify_tool(order.to, out, err);
}

}  // namespace e2ms::daemon
