#include "audit_findings.hpp"
#include "e2ms/base/text.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/energy_price.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/wallet.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.lines.
struct LineRow {
  ChargeId id;
  AccountId account;
  MeterId meter;
  std::string bill;
  TariffVersionId version;
  std::string code;
  std::int64_t tier;
  std::string period;
  Price price;
  Instant valid_from;
  std::int64_t ratio;
  Instant from_at;
  Energy from_total;
  Energy to_total;
  Energy rolled;
  std::optional<Energy> rolls_at;
  Energy energy;
  Energy line_before;
  Energy line_after;
  Money amount;
  std::string time_zone;
  bool corrects;
  Medium medium;
};

bool adds_up(Energy a, Energy b, Energy sum) {
  return Wide{a.wh()} + b.wh() == sum.wh();
}

/// Follows the charges of one bill line after the other.
class LineWalk {
 public:
  LineWalk(store::ReadTx& tx, Findings& findings) : tx_(tx), findings_(findings) {}

  void take(LineRow const& row) {
    LineKey const key{row.bill, row.version, row.code, static_cast<unsigned>(row.tier), row.period};
    if (row.account != account_ || key != key_) {
      finish();
      account_ = row.account;
      medium_ = row.medium;
      key_ = key;
      energy_ = {};
      fen_ = 0;
    }
    check_price(row);
    check_energy(row);
    auto const due = amount(row.line_after, row.price);
    if (!due || due->fen() - fen_ != row.amount.fen())
      add(row, "amount is not the difference of the line's rounded totals");
    energy_ = row.line_after;
    fen_ += row.amount.fen();
  }

  void finish() {
    if (account_ == AccountId{}) return;
    auto const total =
        tx_.one<LineTotal>("audit.line_total", in("account", account_), in("bill", key_.bill),
                           in("version", key_.version), in("code", key_.code),
                           in("tier", std::int64_t{key_.tier}), in("period", key_.period));
    if (!total || total->energy != energy_ || total->amount.fen() != fen_)
      findings_.add("bill " + key_.bill + " of account " + std::to_string(account_.value) +
                    ": line total is not what the charges say: " + quantity_text(energy_, medium_) +
                    ", " + yuan(fen_) + " yuan");
  }

 private:
  void check_price(LineRow const& row) {
    auto const version = store::published(tx_, row.version, row.valid_from);
    if (!version || !has_price(*version->terms, row)) add(row, "price is not the published one");
    if (version && version->terms->medium != row.medium)
      add(row, "its tariff does not price what the account pays for");
    auto const zone = Zone::named(row.time_zone);
    if (!zone || !can_be_written(row.from_at) ||
        (!row.corrects && !to_text(zone->date(row.from_at)).starts_with(row.bill)))
      add(row, "begins outside its bill's month");
  }

  static bool has_price(TariffVersion const& terms, LineRow const& row) {
    auto const month = parse_integer(std::string_view(row.bill).substr(5));
    constexpr unsigned kJanuary = 1;
    auto const price =
        energy_line_price(terms, {row.code, "", static_cast<unsigned>(row.tier), row.period},
                          month ? static_cast<unsigned>(*month) : kJanuary);
    return price == Exact(row.price.e8, 100'000'000);
  }

  void check_energy(LineRow const& row) {
    auto const difference = checked_sub(row.to_total.wh(), row.from_total.wh());
    auto const used = difference ? checked_add(*difference, row.rolled.wh()) : difference;
    auto const wh = used ? checked_mul(*used, row.ratio) : used;
    bool const at_an_end = row.rolls_at && row.rolled.wh() % row.rolls_at->wh() == 0;
    if (row.rolled != Energy{} && !at_an_end) add(row, "its register does not begin again there");
    // A correction is the difference of two settlements, not of two registers.
    if (!row.corrects && (!wh || *wh != row.energy.wh()))
      add(row, "energy is not the register difference");
    if (row.line_before != energy_) add(row, "does not follow the line's last total");
    if (!adds_up(row.line_before, row.energy, row.line_after))
      add(row, "line total does not add up");
  }

  void add(LineRow const& row, std::string const& what) {
    findings_.add("charge " + std::to_string(row.id.value) + ": " + what);
  }

  store::ReadTx& tx_;
  Findings& findings_;
  AccountId account_;
  Medium medium_{};
  LineKey key_;
  Energy energy_;
  Wide fen_ = 0;
};

/// Columns of audit.points: where energy begins or ends with a reading.
struct PointRow {
  AccountId account;
  MeterId meter;
  std::int64_t reg;
  Instant at;
  Energy total;
};

void audit_point(store::ReadTx& tx, PointRow const& row, Findings& findings) {
  auto const found = store::counted_before(tx, row.meter, row.at);
  if (found && *found && (*found)->at == row.at) {
    auto const point = (*found)->meter_point();
    auto const reg = static_cast<std::size_t>(row.reg);
    bool const rest = reg >= point.registers.size();
    if (rest || point.registers[reg] == row.total) return;
  }
  // One that was taken back since was a reading when it was charged by.
  if (tx.one<Energy>("audit.void_at", in("meter", row.meter), in("at", row.at))) return;
  findings.add("account " + std::to_string(row.account.value) + ", meter " +
               std::to_string(row.meter.value) + ": no accepted reading says so at " +
               moment(row.at));
}

}  // namespace

void audit_charges(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings) {
  Steps steps(audit, LedgerAudit::Progress::Part::charges,
              tx.one<std::int64_t>("audit.last_charge").value_or(0));
  LineWalk lines(tx, findings);
  tx.each<LineRow>("audit.lines", [&](LineRow const& row) {
    lines.take(row);
    steps.next();
  });
  lines.finish();
  for (auto const& row : tx.all<PointRow>("audit.points")) audit_point(tx, row, findings);
}

}  // namespace e2ms::query
