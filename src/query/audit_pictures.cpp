#include "audit_findings.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

using store::in;

namespace {

struct BalanceRow {
  Book book;
  AccountId account;
  Money amount;
};

struct TotalRow {
  AccountId account;
  std::string bill;
  TariffVersionId version;
  Energy energy;
  Money amount;
};

struct UncoveredRow {
  AccountId account;
  MeterId meter;
  Instant opening_at;
  Instant last_at;
};

struct RunningRow {
  AccountId account;
  Money running;
};

struct TopUpRow {
  TopUpId id;
  Money amount;
  std::optional<Money> posted;
};

void audit_balances(store::ReadTx& tx, Findings& findings) {
  for (auto const statement : {"audit.balances_without_entries", "audit.entries_without_balance"})
    for (auto const& row : tx.all<BalanceRow>(statement))
      findings.add("balance of book " + std::to_string(static_cast<int>(row.book)) + ", account " +
                   std::to_string(row.account.value) + ": " + to_text(row.amount) +
                   " yuan is not what the entries and the balance both say");
  for (auto const statement :
       {"audit.line_totals_without_charges", "audit.charges_without_line_total"})
    for (auto const& row : tx.all<TotalRow>(statement))
      findings.add("bill " + row.bill + " of account " + std::to_string(row.account.value) +
                   ": line total " + to_text(row.energy) + " kWh, " + to_text(row.amount) +
                   " yuan is not what the charges and the total both say");
}

void audit_running(store::ReadTx& tx, Findings& findings) {
  for (auto const& row : tx.all<RunningRow>("audit.accounts")) {
    auto const priced = price_accruals(store::accruals(tx, row.account));
    if (!priced || sum(*priced) != row.running)
      findings.add("account " + std::to_string(row.account.value) +
                   ": the running charge is not what its energy costs");
  }
  for (auto const& row : tx.all<UncoveredRow>("audit.uncovered_meters"))
    findings.add("account " + std::to_string(row.account.value) + ", meter " +
                 std::to_string(row.meter.value) + ": energy since " + to_iso(row.opening_at) +
                 " is nobody's");
}

template <class Kind>
void name_each(store::ReadTx& tx, std::string_view statement, std::string const& what,
               Findings& findings) {
  for (auto const id : tx.all<Id<Kind>>(statement))
    findings.add(what + " " + std::to_string(id.value));
}

}  // namespace

void audit_pictures(store::ReadTx& tx, Findings& findings) {
  audit_balances(tx, findings);
  audit_running(tx, findings);
  for (auto const& row : tx.all<TopUpRow>("audit.top_ups_unlike_journal"))
    findings.add("top-up " + std::to_string(row.id.value) + " of " + to_text(row.amount) +
                 " yuan is not what its journal credits");
  name_each<JournalTag>(tx, "audit.journals_without_top_up", "no top-up belongs to journal",
                        findings);
  name_each<JournalTag>(tx, "audit.reversals_that_do_not_undo",
                        "does not undo what it reverses: journal", findings);
  name_each<MeterTag>(tx, "audit.wishes_unlike_decision",
                      "the wish is not what was decided for meter", findings);
  name_each<MeterTag>(tx, "audit.last_readings_unlike_state",
                      "the last reading is not among the accepted ones of meter", findings);
}

}  // namespace e2ms::query
