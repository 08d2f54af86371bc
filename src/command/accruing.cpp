#include "accruing.hpp"

#include <algorithm>

#include "billing.hpp"
#include "e2ms/store/recount.hpp"
#include "e2ms/store/subsidy.hpp"
#include "e2ms/store/wallet.hpp"
#include "holder.hpp"
#include "posting.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// The energy book of an account in the database: unposted pieces and counters.
class AccountBook : public EnergyBook {
 public:
  AccountBook(store::WriteTx& tx, AccountId account, MeterId meter, std::int64_t ratio,
              Zone const& zone)
      : tx_(tx), account_(account), meter_(meter), ratio_(ratio), zone_(zone) {}

  Energy counted(Instant cycle) override {
    auto const found =
        tx_.one<Energy>("account.counted", in("account", account_), in("cycle", cycle));
    if (found) return *found;
    auto const before = store::energy_since(tx_, account_, zone_, cycle);
    count(cycle, "", before);
    return before;
  }

  void count_again(Instant cycle) override {
    tx_.run("account.forget_counter", in("account", account_), in("cycle", cycle));
  }

  void count(Instant cycle, std::string const&, Energy energy) override {
    tx_.run("account.count", in("account", account_), in("cycle", cycle), in("energy", energy));
  }

  Energy free_used(std::string const& bill) override {
    return *tx_.one<Energy>("account.free_used", in("account", account_), in("bill", bill));
  }

  void put(Piece const& piece) override {
    auto const& line = piece.line;
    auto const tier = [&piece](Energy TierSpan::*end) {
      return piece.tiers ? std::optional((*piece.tiers).*end) : std::nullopt;
    };
    tx_.run("account.extend_accrual", in("account", account_), in("meter", meter_),
            in("bill", line.bill), in("code", line.code), in("version", line.version),
            in("tier", std::int64_t{line.tier}), in("period", line.period),
            in("register", std::int64_t{piece.reg}), in("price", piece.price), in("ratio", ratio_),
            in("rolled", piece.rolled), in("from_at", piece.from.at),
            in("from_wh", piece.from.total), in("from_computed", piece.from.computed),
            in("to_at", piece.to.at), in("to_wh", piece.to.total),
            in("to_computed", piece.to.computed), in("tier_from", tier(&TierSpan::from)),
            in("tier_to", tier(&TierSpan::to)));
  }

 private:
  store::WriteTx& tx_;
  AccountId account_;
  MeterId meter_;
  std::int64_t ratio_;
  Zone const& zone_;
};

/// Columns of account.rates_at.
struct RatesRow {
  std::optional<Energy> t1;
  std::optional<Energy> t2;
  std::optional<Energy> t3;
  std::optional<Energy> t4;
  std::optional<Energy> t5;
};

bool by_rates(Pricing const& prices) {
  return std::any_of(prices.versions.begin(), prices.versions.end(),
                     [](auto const& version) { return !version.terms->register_map.empty(); });
}

void add_rates(store::ReadTx& tx, MeterId meter, MeterPoint& point) {
  auto const rates = tx.one<RatesRow>("account.rates_at", in("at", point.at), in("meter", meter));
  if (!rates) return;
  point.registers = {point.total(), rates->t1, rates->t2, rates->t3, rates->t4, rates->t5};
}

/// A piece of a meter is charged once between two corrections, so its beginning and their number
/// name the journal.
std::string key_of(store::ReadTx& tx, AccountId account, Accrual const& first) {
  auto const& [line, reg, price, from, to, tiers, rolled] = first.piece;
  auto key = "energy:" + std::to_string(account.value) + ":" + std::to_string(first.meter.value) +
             "@" + std::to_string(from.at.ms) + ":" + std::to_string(line.version.value);
  LineKey const plain{line.bill, line.version};
  if (line != plain || reg != kTotal)
    key += ":" + line.code + ":" + std::to_string(line.tier) + ":" + line.period + ":" +
           std::to_string(reg) + ":" + std::to_string(from.total.wh());
  auto const corrections =
      tx.one<std::int64_t>("correction.count", in("account", account)).value_or(0);
  return corrections == 0 ? key : key + ":c" + std::to_string(corrections);
}

struct PostedCharges {
  JournalId journal;
  Money due;
};

void write_charge(store::WriteTx& tx, JournalId journal, AccountId account,
                  PricedAccrual const& charge, std::optional<std::int64_t> correction) {
  auto const& [accrual, priced] = charge;
  auto const& piece = accrual.piece;
  auto const& line = piece.line;
  auto const tier = [&piece](Energy TierSpan::*end) {
    return piece.tiers ? std::optional((*piece.tiers).*end) : std::nullopt;
  };
  tx.run("ledger.insert_charge", in("journal", journal), in("account", account),
         in("meter", accrual.meter), in("bill", line.bill), in("version", line.version),
         in("code", line.code), in("tier", std::int64_t{line.tier}), in("period", line.period),
         in("register", std::int64_t{piece.reg}), in("price", piece.price),
         in("ratio", accrual.ratio), in("from_at", piece.from.at), in("from_wh", piece.from.total),
         in("from_computed", piece.from.computed), in("to_at", piece.to.at),
         in("to_wh", piece.to.total), in("to_computed", piece.to.computed),
         in("tier_from", tier(&TierSpan::from)), in("tier_to", tier(&TierSpan::to)),
         in("energy", priced.energy), in("line_before", priced.before.energy),
         in("line_after", priced.after.energy), in("amount", priced.amount()),
         in("correction", correction), in("rolled", piece.rolled));
}

bool gives_energy_free(std::span<PricedAccrual const> charges) {
  return std::any_of(charges.begin(), charges.end(), [](auto const& each) {
    return each.accrual.piece.line.code == "free_quota" && each.priced.energy != Energy{};
  });
}

/// One journal of charges and of what subsidies pay of them; none when they round to nothing and
/// may go on running. What was free is told too.
Result<std::optional<PostedCharges>> post_energy(store::WriteTx& tx, AccountId account,
                                                 std::span<PricedAccrual const> charges,
                                                 JournalKind kind, Instant at, Rest rest) {
  using Posted = std::optional<PostedCharges>;
  bool const nothing = sum(charges) == Money{} && !gives_energy_free(charges);
  if (charges.empty() || (nothing && rest == Rest::run)) return Posted{};
  TRY(auto const subsidies, subsidy_items(tx, account, charges, at));
  // From here on it must succeed.
  std::string detail;
  for (auto const& each : charges) detail += charge_text(each);
  for (auto const& item : subsidies) detail += item_text(item);
  auto const journal = post(tx,
                            {.key = key_of(tx, account, charges.front().accrual),
                             .kind = kind,
                             .account = account,
                             .at = at,
                             .actor = "e2ms",
                             .cause = "settlement",
                             .reverses = std::nullopt,
                             .entries = charge_entries(holder_of(tx, account), charges, subsidies)},
                            detail);
  for (auto const& item : subsidies) write_item(tx, journal, account, item);
  write_charges(tx, journal, account, charges);
  for (auto const& its : store::by_bill(charges))
    tx.run("account.delete_accruals", in("account", account),
           in("bill", its.front().accrual.piece.line.bill));
  return Posted{{journal, sum(charges) + sum(subsidies)}};
}

}  // namespace

Result<void> accrue(store::WriteTx& tx, AccountId account, MeterId meter, MeterPair pair) {
  TRY(auto const prices, store::pricing(tx, account, pair.from.at));
  if (by_rates(prices)) {
    add_rates(tx, meter, pair.from);
    add_rates(tx, meter, pair.to);
  }
  AccountBook book(tx, account, meter, pair.ratio, prices.zone);
  return enter(pair, prices, book);
}

Result<std::optional<JournalId>> post_running(store::WriteTx& tx, AccountId account, Instant at,
                                              Rest rest) {
  TRY(auto const priced, price_accruals(store::accruals(tx, account)));
  std::vector<std::span<PricedAccrual const>> closed;
  std::vector<PricedAccrual> others;
  // Hardly ever is one of them closed.
  std::span<PricedAccrual const> open = priced;
  for (auto const& charges : store::by_bill(priced))
    if (is_closed_bill(tx, account, charges.front().accrual.piece.line.bill))
      closed.push_back(charges);
    else
      others.insert(others.end(), charges.begin(), charges.end());
  if (!closed.empty()) open = others;
  std::optional<JournalId> posted;
  TRY(auto const energy, post_energy(tx, account, open, JournalKind::energy, at, rest));
  if (energy) posted = energy->journal;
  for (auto const& charges : closed) {
    TRY(auto const adjusted, post_energy(tx, account, charges, JournalKind::adjustment, at, rest));
    if (!adjusted) continue;
    posted = adjusted->journal;
    note_adjustment(tx, account, charges.front().accrual.piece.line.bill, adjusted->journal,
                    adjusted->due, at);
    TRY_VOID(adjust_items(tx, account, charges.front().accrual.piece.from.at, at));
  }
  return posted;
}

void write_charges(store::WriteTx& tx, JournalId journal, AccountId account,
                   std::span<PricedAccrual const> charges, std::optional<std::int64_t> correction) {
  for (auto const& charge : charges) write_charge(tx, journal, account, charge, correction);
  tx.run("account.add_to_bill_lines", in("journal", journal));
}

bool is_closed_bill(store::ReadTx& tx, AccountId account, std::string const& bill) {
  return tx.one<AccountId>("bill.is_closed", in("account", account), in("bill", bill)).has_value();
}

}  // namespace e2ms::command
