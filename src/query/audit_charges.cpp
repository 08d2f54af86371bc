#include "audit_findings.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/store/history.hpp"

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
  Price price;
  Price published;
  std::int64_t ratio;
  Instant from_at;
  Energy from_total;
  Energy to_total;
  Energy energy;
  Energy line_before;
  Energy line_after;
  Money amount;
  std::string time_zone;
};

bool adds_up(Energy a, Energy b, Energy sum) {
  return Wide{a.wh()} + b.wh() == sum.wh();
}

/// Follows the charges of one bill line after the other.
class LineWalk {
 public:
  LineWalk(store::ReadTx& tx, Findings& findings) : tx_(tx), findings_(findings) {}

  void take(LineRow const& row) {
    LineKey const key{row.bill, row.version};
    if (row.account != account_ || key != key_) {
      finish();
      account_ = row.account;
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
    auto const total = tx_.one<LineTotal>("audit.line_total", in("account", account_),
                                          in("bill", key_.bill), in("version", key_.version));
    if (!total || total->energy != energy_ || total->amount.fen() != fen_)
      findings_.add("bill " + key_.bill + " of account " + std::to_string(account_.value) +
                    ": line total is not what the charges say: " + to_text(energy_) + " kWh, " +
                    yuan(fen_) + " yuan");
  }

 private:
  void check_price(LineRow const& row) {
    if (row.price != row.published) add(row, "price is not the published one");
    auto const zone = Zone::named(row.time_zone);
    if (!zone || !can_be_written(row.from_at) ||
        !to_text(zone->date(row.from_at)).starts_with(row.bill))
      add(row, "begins outside its bill's month");
  }

  void check_energy(LineRow const& row) {
    auto const moved = checked_sub(row.to_total.wh(), row.from_total.wh());
    auto const wh = moved ? checked_mul(*moved, row.ratio) : moved;
    if (!wh || *wh != row.energy.wh()) add(row, "energy is not the register difference");
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
  LineKey key_;
  Energy energy_;
  Wide fen_ = 0;
};

/// Columns of audit.spans: posted and unposted energy of one meter, in order of time.
struct SpanRow {
  AccountId account;
  MeterId meter;
  Instant from_at;
  Energy from_total;
  bool from_computed;
  Instant to_at;
  Energy to_total;
  bool to_computed;

  RegisterPoint from() const { return {from_at, from_total, from_computed}; }
  RegisterPoint to() const { return {to_at, to_total, to_computed}; }
};

/// Columns of audit.opening.
struct OpeningRow {
  std::optional<Instant> opening_at;
  std::optional<Energy> opening_total;
  std::optional<Instant> until;
  std::optional<Instant> last_at;
  std::optional<Energy> last_total;
};

/// Columns of audit.next_rebase: a new baseline and the one that it replaced.
struct RebaseRow {
  Instant at;
  Energy total;
  std::optional<Instant> before_at;
  std::optional<Energy> before_total;
};

/// Follows a meter's energy from its opening reading to its last one: no gap but those that a
/// person decided, no overlap, every end a reading or a point on the line between two.
class SpanWalk {
 public:
  SpanWalk(store::ReadTx& tx, Findings& findings) : tx_(tx), findings_(findings) {}

  void take(SpanRow const& row) {
    if (row.account != account_ || row.meter != meter_) {
      finish();
      begin(row);
    }
    pass_rebases(row.from_at);
    if (row.from() != last_) add("energy from " + moment(row.from_at) + " does not follow");
    auto const rebase = next_rebase();
    if (rebase && rebase->at <= row.to_at)
      add("is charged across the new baseline of " + moment(rebase->at));
    check_point(row.to());
    last_ = row.to();
  }

  void finish() {
    if (meter_ == MeterId{} || opening_.until) return;
    if (opening_.last_at) pass_rebases(*opening_.last_at);
    if (opening_.last_at != last_.at || opening_.last_total != last_.total)
      add("the last accepted reading is not accounted for");
  }

 private:
  void begin(SpanRow const& row) {
    account_ = row.account;
    meter_ = row.meter;
    opening_ = tx_.one<OpeningRow>("audit.opening", in("account", account_), in("meter", meter_))
                   .value_or(OpeningRow{});
    if (!opening_.opening_at || !opening_.opening_total) {
      add("has energy but no opening reading");
      last_ = row.from();
      return;
    }
    last_ = {*opening_.opening_at, *opening_.opening_total};
    check_point(last_);
  }

  std::optional<RebaseRow> next_rebase() {
    return tx_.one<RebaseRow>("audit.next_rebase", in("meter", meter_), in("after", last_.at));
  }

  /// The energy of a gap is nobody's when it begins where the charged energy ends.
  void pass_rebases(Instant until) {
    for (auto next = next_rebase(); next && next->at <= until; next = next_rebase()) {
      bool const joins = next->before_at == last_.at && next->before_total == last_.total;
      if (!joins) return;
      last_ = {next->at, next->total};
      check_point(last_);
    }
  }

  void check_point(RegisterPoint const& point) {
    if (point.computed) return check_computed(point);
    auto read = tx_.one<Energy>("audit.reading_at", in("at", point.at), in("meter", meter_));
    if (!read) read = packed_at(point.at);
    if (read != point.total) add("no accepted reading says so at " + moment(point.at));
  }

  std::optional<Energy> packed_at(Instant at) {
    auto const found = store::counted_before(tx_, meter_, at);
    if (!found || !*found || (*found)->at != at) return std::nullopt;
    return (*found)->total;
  }

  void check_computed(RegisterPoint const& point) {
    auto const before = store::counted_before(tx_, meter_, point.at);
    auto const after = store::counted_after(tx_, meter_, point.at);
    if (!before || !*before || !after || !*after)
      return add("computed point without readings at " + moment(point.at));
    if (!on_the_line(**before, **after, point))
      add("computed point is not between its readings at " + moment(point.at));
  }

  static bool on_the_line(store::Counted const& before, store::Counted const& after,
                          RegisterPoint const& point) {
    auto const used = checked_sub(after.total.wh(), before.total.wh());
    auto const span = checked_sub(after.at.ms, before.at.ms);
    if (!used || !span) return false;
    auto const into = point.at - before.at;
    auto const part =
        *span == 0 ? Result<std::int64_t>{0} : divide_half_away(Wide{*used} * into.ms, *span);
    return part && adds_up(before.total, Energy::wh(*part), point.total);
  }

  void add(std::string const& what) {
    findings_.add("account " + std::to_string(account_.value) + ", meter " +
                  std::to_string(meter_.value) + ": " + what);
  }

  store::ReadTx& tx_;
  Findings& findings_;
  AccountId account_;
  MeterId meter_;
  OpeningRow opening_;
  RegisterPoint last_;
};

}  // namespace

void audit_charges(store::ReadTx& tx, Findings& findings) {
  LineWalk lines(tx, findings);
  tx.each<LineRow>("audit.lines", [&lines](LineRow const& row) { lines.take(row); });
  lines.finish();
  SpanWalk spans(tx, findings);
  tx.each<SpanRow>("audit.spans", [&spans](SpanRow const& row) { spans.take(row); });
  spans.finish();
}

}  // namespace e2ms::query
