#include "audit_findings.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.holdings.
struct Holding {
  MeterId meter;
  AccountId account;
  std::optional<Instant> opening_at;
  std::optional<std::int64_t> opening_wh;
  std::optional<Instant> until;
};

void name_each(store::ReadTx& tx, std::string_view statement, std::string const& what,
               Findings& findings) {
  for (auto const account : tx.all<AccountId>(statement))
    findings.add("account " + std::to_string(account.value) + " " + what);
}

bool opens_with_a_reading(store::ReadTx& tx, Holding const& now) {
  auto const reading = store::counted_before(tx, now.meter, *now.opening_at);
  return reading && *reading && (*reading)->at == *now.opening_at &&
         (*reading)->total.wh() == now.opening_wh;
}

/// One reading is the last of the one and the first of the other.
void check_passage(store::ReadTx& tx, Holding const& before, Holding const& now,
                   Findings& findings) {
  auto const name =
      "meter " + std::to_string(now.meter.value) + ": account " + std::to_string(now.account.value);
  if (!before.until || !now.opening_at || *before.until != *now.opening_at)
    return findings.add(name + " does not follow account " + std::to_string(before.account.value) +
                        " without a gap");
  if (!opens_with_a_reading(tx, now))
    findings.add(name + " does not begin with the reading with which the one before ended");
}

}  // namespace

void audit_hands(store::ReadTx& tx, Findings& findings) {
  struct Passage {
    Id<struct HandOverTag> id;
    AccountId leaving;
    std::optional<bool> same;
  };
  for (auto const& row : tx.all<Passage>("audit.passages"))
    if (!row.same.value_or(false))
      findings.add("account " + std::to_string(row.leaving.value) +
                   " did not end as its room was handed over");
  name_each(tx, "audit.closed_without_passage", "ended or began without its room being handed over",
            findings);
  name_each(tx, "audit.closed_with_meter", "was closed and has a meter still", findings);
  name_each(tx, "audit.closed_with_open_bill", "was closed and has a bill open", findings);
  name_each(tx, "audit.books_of_others", "has entries in a book that is not its holder's",
            findings);
  std::optional<Holding> before;
  for (auto const& row : tx.all<Holding>("audit.holdings")) {
    if (before && before->meter == row.meter) check_passage(tx, *before, row, findings);
    before = row;
  }
}

}  // namespace e2ms::query
