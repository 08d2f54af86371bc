#include "audit_findings.hpp"
#include "e2ms/store/recount.hpp"

namespace e2ms::query {

using store::in;
using store::Recount;

namespace {

/// Columns of audit.energy_of.
struct EnergyRow {
  std::string bill;
  TariffVersionId version;
  std::string code;
  std::int64_t tier;
  std::string period;
  Energy energy;
};

std::string told(Recount::Problem const& problem) {
  auto const text = "meter " + std::to_string(problem.meter.value) + ": ";
  auto const at = moment(problem.at);
  switch (problem.kind) {
    case Recount::Problem::Kind::unread_pack:
      return text + "a pack of readings after " + at + " cannot be read";
    case Recount::Problem::Kind::other_opening:
      return text + "was not opened with its reading of " + at;
    case Recount::Problem::Kind::impossible:
      return text + "no energy leads to its reading at " + at;
    case Recount::Problem::Kind::two_ratios:
      return text + "no reading stands where its ratio changed, after " + at;
    case Recount::Problem::Kind::without_price:
      return text + "nothing prices its energy from " + at;
  }
  return text;
}

std::string told(LineKey const& key) {
  auto text = "bill " + key.bill + ", line " + key.code + " of version " +
              std::to_string(key.version.value);
  if (key.tier > 0) text += ", tier " + std::to_string(key.tier);
  if (!key.period.empty()) text += ", " + key.period;
  return text;
}

/// What is missing, or with a minus too much.
std::string quantity(Wide wh, Medium medium) {
  auto const energy = divide_half_away(wh, 1);
  return energy ? quantity_text(Energy::wh(*energy), medium) : "beyond all bounds";
}

/// Several meters share the tiers in the order in which their readings came, so which period of a
/// tier their energy fell into is not asked.
LineKey folded(LineKey key, bool several_meters) {
  if (several_meters && key.tier > 0) key.period.clear();
  return key;
}

void audit_account(store::ReadTx& tx, AccountId account, Findings& findings) {
  auto const expected = store::recount(tx, account);
  auto const name = "account " + std::to_string(account.value) + ": ";
  if (expected.problem) return findings.add(name + told(*expected.problem));
  std::map<LineKey, Wide> left;
  for (auto const& [key, wh] : expected.lines) left[folded(key, expected.several_meters)] += wh;
  for (auto const& row : tx.all<EnergyRow>("audit.energy_of", in("account", account)))
    if (row.bill >= expected.first_bill)
      left[folded({row.bill, row.version, row.code, static_cast<unsigned>(row.tier), row.period},
                  expected.several_meters)] -= row.energy.wh();
  for (auto const& [key, wh] : left)
    if (wh != 0)
      findings.add(name + told(key) + " has not the energy of its readings: " +
                   quantity(wh, tx.one<Medium>("account.medium", in("account", account))
                                    .value_or(Medium::electricity)));
}

}  // namespace

void audit_energy(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings) {
  struct Row {
    AccountId account;
    Money running;
  };
  auto const accounts = tx.all<Row>("audit.accounts");
  Steps steps(audit, LedgerAudit::Progress::Part::accounts, std::ssize(accounts));
  for (auto const& row : accounts) {
    audit_account(tx, row.account, findings);
    steps.next();
  }
}

}  // namespace e2ms::query
