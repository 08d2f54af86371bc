#include "audit_findings.hpp"

namespace e2ms::query {

namespace {

struct DeskRow {
  JournalId journal;
  std::string key;
};

}  // namespace

/// What lies in suspense is what waits for its owner, because each journal that moves it says which
/// money it was.
void audit_desk(store::ReadTx& tx, Findings& findings) {
  auto const name = [&](std::string_view statement, std::string const& what) {
    for (auto const& row : tx.all<DeskRow>(statement))
      findings.add("journal " + std::to_string(row.journal.value) + " (" + row.key + "): " + what);
  };
  name("audit.pay_outs_unlike_journal", "does not pay out what the pay-out says");
  name("audit.unassigned_unlike_journal", "is not the money without an owner that was received");
  name("audit.ends_unlike_journal", "does not move the money without an owner that it names");
  name("audit.journals_without_desk_row", "nothing that was done at the desk belongs to it");
}

}  // namespace e2ms::query
