#include <algorithm>

#include "audit_findings.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/store/ratios.hpp"
#include "e2ms/store/subsidy.hpp"

namespace e2ms::query {

using store::in;

namespace {

struct TotalRow {
  AccountId account;
  std::string bill;
  TariffVersionId version;
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

std::string name(std::pair<Book, AccountId> const& key) {
  return "balance of book " + std::to_string(static_cast<int>(key.first)) + ", account " +
         std::to_string(key.second.value);
}

void audit_balances(store::ReadTx& tx, Findings& findings) {
  Sums sums;
  auto const add = [&sums](Entry const& entry) {
    sums[{entry.book, entry.account}] += entry.amount.fen();
  };
  tx.each<Entry>("audit.entries", add);
  auto const compare = [&](Entry const& balance) {
    auto const sum = sums.extract({balance.book, balance.account});
    Wide const fen = sum ? sum.mapped() : 0;
    if (!sum || fen != balance.amount.fen())
      findings.add(name({balance.book, balance.account}) + ": " + to_text(balance.amount) +
                   " yuan, its entries say " + yuan(fen));
  };
  tx.each<Entry>("audit.balances", compare);
  for (auto const& [key, fen] : sums)
    findings.add(name(key) + " is missing, its entries say " + yuan(fen) + " yuan");
  for (auto const& row : tx.all<TotalRow>("audit.line_totals_without_charges"))
    findings.add("bill " + row.bill + " of account " + std::to_string(row.account.value) +
                 ": line total of version " + std::to_string(row.version.value) +
                 " has no charges");
}

void audit_reversals(store::ReadTx& tx, Findings& findings) {
  struct Row {
    JournalId id;
    JournalId reverses;
  };
  for (auto const& row : tx.all<Row>("audit.reversals")) {
    Sums sums;
    auto const add = [&sums](Entry const& entry) {
      sums[{entry.book, entry.account}] += entry.amount.fen();
    };
    tx.each<Entry>("ledger.entries_of", add, in("journal", row.id));
    tx.each<Entry>("ledger.entries_of", add, in("journal", row.reverses));
    if (std::ranges::any_of(sums, [](auto const& sum) { return sum.second != 0; }))
      findings.add("does not undo what it reverses: journal " + std::to_string(row.id.value));
  }
}

Wide cost(std::vector<PricedAccrual> const& accruals) {
  Wide fen = 0;
  for (auto const& [accrual, priced] : accruals)
    fen += Wide{priced.after.amount.fen()} - priced.before.amount.fen();
  return fen;
}

void audit_running(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings) {
  auto const accounts = tx.all<RunningRow>("audit.accounts");
  Steps steps(audit, LedgerAudit::Progress::Part::balances, std::ssize(accounts));
  for (auto const& row : accounts) {
    steps.next();
    auto const running = store::running_charge(tx, row.account);
    if (!running || cost(running->charges) - running->subsidy.fen() != row.running.fen())
      findings.add("account " + std::to_string(row.account.value) +
                   ": the running charge is not what its energy costs");
  }
}

template <class Kind>
void name_each(store::ReadTx& tx, std::string_view statement, std::string const& what,
               Findings& findings) {
  for (auto const id : tx.all<Id<Kind>>(statement))
    findings.add(what + " " + std::to_string(id.value));
}

void audit_ratios(store::ReadTx& tx, Findings& findings) {
  struct Row {
    MeterId meter;
    std::int64_t ratio;
  };
  for (auto const& row : tx.all<Row>("audit.ratios")) {
    auto const said = store::ratios(tx, row.meter);
    if (said.empty() || said.back().ratio != row.ratio)
      findings.add("the ratio is not the newest that was said of meter " +
                   std::to_string(row.meter.value));
  }
}

void audit_media(store::ReadTx& tx, Findings& findings) {
  name_each<MeterTag>(tx, "audit.mixed_meters", "does not count what it is held for: meter",
                      findings);
  name_each<AccountTag>(tx, "audit.mixed_accounts",
                        "does not pay for what its tariff prices: account", findings);
  name_each<JournalTag>(tx, "audit.mixed_journals",
                        "sells from the book of another medium: journal", findings);
}

}  // namespace

void audit_pictures(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings) {
  audit_balances(tx, findings);
  audit_running(tx, audit, findings);
  for (auto const& row : tx.all<TopUpRow>("audit.top_ups_unlike_journal"))
    findings.add("top-up " + std::to_string(row.id.value) + " of " + to_text(row.amount) +
                 " yuan is not what its journal credits");
  name_each<JournalTag>(tx, "audit.journals_without_top_up", "no top-up belongs to journal",
                        findings);
  audit_reversals(tx, findings);
  name_each<MeterTag>(tx, "audit.wishes_unlike_decision",
                      "the wish is not what was decided for meter", findings);
  name_each<MeterTag>(tx, "audit.decisions_unlike_readings",
                      "a decision is not about a doubtful reading after its baseline of meter",
                      findings);
  name_each<MeterTag>(tx, "audit.last_readings_unlike_state",
                      "the last reading is not among the accepted ones of meter", findings);
  audit_ratios(tx, findings);
  name_each<MeterTag>(tx, "audit.replacements_unlike_readings",
                      "does not end with its closing reading: meter", findings);
  audit_media(tx, findings);
}

}  // namespace e2ms::query
