#include "accruing.hpp"

#include "e2ms/store/wallet.hpp"
#include "posting.hpp"

namespace e2ms::command {

using store::in;

namespace {

struct VersionRow {
  TariffVersionId id;
  Instant valid_from;
  Price price;
  std::string time_zone;  ///< of the project, the same in each
};

void extend(store::WriteTx& tx, AccountId account, MeterId meter, Piece const& piece) {
  tx.run("account.extend_accrual", in("account", account), in("meter", meter),
         in("bill", piece.line.bill), in("version", piece.line.version),
         in("from_at", piece.from.at), in("from_wh", piece.from.total),
         in("from_computed", piece.from.computed), in("to_at", piece.to.at),
         in("to_wh", piece.to.total), in("to_computed", piece.to.computed));
}

/// A piece of a meter is charged once, so its beginning names the journal for good.
std::string key_of(AccountId account, Accrual const& first) {
  return "energy:" + std::to_string(account.value) + ":" + std::to_string(first.meter.value) + "@" +
         std::to_string(first.piece.from.at.ms) + ":" +
         std::to_string(first.piece.line.version.value);
}

void write_charge(store::WriteTx& tx, JournalId journal, AccountId account,
                  PricedAccrual const& each) {
  auto const& [accrual, priced] = each;
  auto const& piece = accrual.piece;
  tx.run("ledger.insert_charge", in("journal", journal), in("account", account),
         in("meter", accrual.meter), in("bill", piece.line.bill), in("version", piece.line.version),
         in("price", accrual.price), in("ratio", accrual.ratio), in("from_at", piece.from.at),
         in("from_wh", piece.from.total), in("from_computed", piece.from.computed),
         in("to_at", piece.to.at), in("to_wh", piece.to.total),
         in("to_computed", piece.to.computed), in("energy", priced.energy),
         in("line_before", priced.before.energy), in("line_after", priced.after.energy),
         in("amount", priced.amount()));
  tx.run("account.set_bill_line", in("account", account), in("bill", piece.line.bill),
         in("version", piece.line.version), in("energy", priced.after.energy),
         in("amount", priced.after.amount));
}

}  // namespace

Result<void> accrue(store::WriteTx& tx, AccountId account, MeterId meter, RegisterPoint const& from,
                    RegisterPoint const& to) {
  std::vector<PriceVersion> versions;
  std::string zone_name;
  auto const take = [&](VersionRow const& row) {
    versions.push_back({row.id, row.valid_from, row.price});
    zone_name = row.time_zone;
  };
  tx.each<VersionRow>("account.price_versions", take, in("account", account), in("from", from.at));
  // What was used before the first price has none.
  if (versions.empty()) return Fault{FaultCode::not_found};
  TRY(auto const zone, Zone::named(zone_name));
  TRY(auto const pieces, cut(from, to, versions, zone));
  for (auto const& piece : pieces) extend(tx, account, meter, piece);
  return {};
}

Result<std::vector<PricedAccrual>> running(store::ReadTx& tx, AccountId account) {
  return price_accruals(store::accruals(tx, account));
}

Result<std::optional<JournalId>> post_running(store::WriteTx& tx, AccountId account, Instant at) {
  TRY(auto const priced, running(tx, account));
  Money const due = sum(priced);
  if (due == Money{}) return std::optional<JournalId>{};
  // From here on it must succeed.
  std::string detail;
  for (auto const& each : priced) detail += charge_text(each);
  auto const journal =
      post(tx,
           {.key = key_of(account, priced.front().accrual),
            .kind = JournalKind::energy,
            .account = account,
            .at = at,
            .actor = "e2ms",
            .cause = "settlement",
            .reverses = std::nullopt,
            .entries = {{Book::wallet, account, -due}, {Book::energy_revenue, {0}, due}}},
           detail);
  for (auto const& each : priced) write_charge(tx, journal, account, each);
  tx.run("account.delete_accruals", in("account", account));
  return std::optional{journal};
}

}  // namespace e2ms::command
