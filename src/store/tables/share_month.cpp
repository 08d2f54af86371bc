#include "e2ms/store/share_month.hpp"

#include <algorithm>
#include <map>

#include "e2ms/store/wallet.hpp"

namespace e2ms::store {

namespace {

/// Columns of share.terms.
struct TermsRow {
  ShareBasis basis;
  bool loss;
  bool common;
  std::optional<Price> price;
  std::optional<std::int64_t> cap_percent;
};

struct MeterRow {
  MeterId named;  ///< by the rule; the meter was built in its place
  MeterId meter;
  ShareRole role;
};

struct RoomRow {
  RoomId room;
  std::int64_t area;
};

struct AccountRow {
  AccountId account;
  Instant opened_at;
  std::optional<Instant> closed_at;
};

struct GridRow {
  GridBillId id;
  Energy energy;
  Money amount;
};

/// Of its own part of a month.
struct HolderRow {
  Instant opening_at;
  std::optional<Instant> until;
};

/// Local days of a span: who is there when a day ends has it.
std::int64_t days_between(Zone const& zone, Instant from, Instant to) {
  std::int64_t count = 0;
  for (auto day = zone.start_of_day_at(from); day < to;) {
    day = zone.start_of_next_day_at(day);
    if (day > from && day <= to) ++count;
  }
  return count;
}

class Calculating {
 public:
  Calculating(ReadTx& tx, SharingId sharing, std::string const& bill, Zone zone)
      : tx_(tx),
        sharing_(sharing),
        bill_(bill),
        zone_(std::move(zone)),
        span_(month_span(bill, zone_)) {}

  Span span() const { return span_; }

  Result<ShareMonthResult> run(ShareRuleId rule) {
    result_.rule = rule;
    result_.terms = share_terms(tx_, rule);
    TRY_VOID(read_meters());
    if (!result_.missing.empty()) return incomplete();
    for (auto const& room : tx_.all<RoomRow>("share.rooms", in("rule", rule)))
      TRY_VOID(add_room(room));
    TRY(result_.shares, divide(result_.terms, result_.inputs));
    return std::move(result_);
  }

 private:
  ShareMonthResult incomplete() {
    result_.state = ShareMonthResult::State::incomplete;
    return std::move(result_);
  }

  void missing(MeterId meter, ShareGap::Kind kind) { result_.missing.push_back({meter, kind}); }

  Result<void> read_meters() {
    std::map<MeterId, GridBillId> unclaimed;  // of the main meters that the rule names
    for (auto const& row : tx_.all<MeterRow>("share.meters", in("rule", result_.rule))) {
      bool const main = row.role == ShareRole::main;
      if (main && row.meter == row.named)
        if (auto const bill = read_grid_bill(row.named)) unclaimed[row.named] = *bill;
      // A meter that was put in within the month counts from its first reading.
      TRY(auto const found, store::metered(tx_, row.meter, span_, !main));
      // One that the rule names itself must have been read, whenever it was built in.
      bool const named = row.meter == row.named && row.role != ShareRole::sub;
      if (found.gap == MeterGap::gone || (found.gap == MeterGap::later && !named)) continue;
      if (found.gap != MeterGap::none) {
        missing(row.meter, found.gap == MeterGap::after ? ShareGap::Kind::reading_after
                                                        : ShareGap::Kind::reading_before);
        continue;
      }
      add_meter(row, found.metered, unclaimed);
    }
    return {};
  }

  void add_meter(MeterRow const& row, Metered const& metered,
                 std::map<MeterId, GridBillId>& unclaimed) {
    auto& inputs = result_.inputs;
    (row.role == ShareRole::main ? inputs.main : inputs.subs) += metered.energy;
    if (row.role == ShareRole::common) inputs.common += metered.energy;
    if (row.role == ShareRole::sub) used_[row.meter] = metered.energy;
    // A meter and what was built in its place have one bill of the grid.
    auto const bill = unclaimed.extract(row.named);
    result_.meters.push_back(
        {row.meter, row.role, metered, bill ? std::optional(bill.mapped()) : std::nullopt});
  }

  std::optional<GridBillId> read_grid_bill(MeterId meter) {
    auto const newest =
        tx_.one<GridRow>("share.newest_grid_bill", in("meter", meter), in("bill", bill_));
    if (!newest) {
      if (!result_.terms.price) missing(meter, ShareGap::Kind::grid_bill);
      return std::nullopt;
    }
    result_.inputs.grid_energy += newest->energy;
    result_.inputs.grid_amount += newest->amount;
    return newest->id;
  }

  /// Those who lived there, and what is left of the month and of the energy: nobody's.
  Result<void> add_room(RoomRow const& room) {
    // Those of the rule that stand in the room for something else count for nobody in it.
    auto meters = tx_.all<MeterId>("share.meters_of_room", in("room", room.room));
    std::erase_if(meters, [this](MeterId meter) { return !used_.contains(meter); });
    ShareParty vacant{room.room, {}, room.area, days_between(zone_, span_.from, span_.to),
                      {},        {}, {},        {}};
    for (auto const meter : meters) vacant.used += used_[meter];
    std::vector<ShareParty> holders;
    for (auto const& row : tx_.all<AccountRow>("share.accounts_of_room", in("room", room.room),
                                               in("from", span_.from), in("to", span_.to))) {
      TRY(auto const party, party_of(room, row, meters));
      vacant.days -= party.days;
      vacant.used = vacant.used - party.used;
      holders.push_back(party);
    }
    auto& parties = result_.inputs.parties;
    if (vacant.days > 0 || vacant.used > Energy{}) parties.push_back(vacant);
    std::ranges::sort(holders, {}, &ShareParty::account);
    parties.insert(parties.end(), holders.begin(), holders.end());
    return {};
  }

  Result<ShareParty> party_of(RoomRow const& room, AccountRow const& row,
                              std::vector<MeterId> const& meters) {
    auto const from = std::max(row.opened_at, span_.from);
    auto const to = std::min(row.closed_at.value_or(span_.to), span_.to);
    ShareParty party{room.room, row.account, room.area, days_between(zone_, from, to),
                     {},        {},          {},        {}};
    for (auto const meter : meters) {
      TRY(auto const used, used_by(row.account, meter));
      party.used += used;
    }
    TRY(party.energy, energy_amount(row.account));
    return party;
  }

  /// From the account's opening to its end, within the month.
  Result<Energy> used_by(AccountId account, MeterId meter) {
    auto const holder =
        tx_.one<HolderRow>("share.account_meters", in("meter", meter), in("account", account));
    if (!holder) return Energy{};
    Span const own{std::max(holder->opening_at, span_.from),
                   std::min(holder->until.value_or(span_.to), span_.to)};
    if (own.from >= own.to) return Energy{};
    TRY(auto const found, store::metered(tx_, meter, own, true));
    return found.metered.energy;
  }

  /// Posted and running, as it will be posted.
  Result<Money> energy_amount(AccountId account) {
    Money sum;
    for (auto const amount :
         tx_.all<Money>("share.energy_amounts", in("account", account), in("bill", bill_)))
      sum += amount;
    TRY(auto const running, price_accruals(accruals(tx_, account)));
    for (auto const& [accrual, priced] : running) {
      auto const& line = accrual.piece.line;
      bool const counts = line.code == "energy" || line.code == "tier_adder";
      if (line.bill == bill_ && counts) sum += priced.amount();
    }
    return sum;
  }

  ReadTx& tx_;
  SharingId sharing_;
  std::string const& bill_;
  Zone zone_;
  Span span_;
  std::map<MeterId, Energy> used_;
  ShareMonthResult result_{ShareMonthResult::State::calculated};
};

/// Columns of share.last_run.
struct RunRow {
  ShareRunId id;
  ShareRuleId rule;
  Energy main, subs, common, grid_energy;
  Money grid_amount;
};

/// Columns of share.run_meters.
struct RunMeterRow {
  MeterId meter;
  ShareRole role;
  Instant from_at;
  Energy from_total;
  bool from_computed;
  Instant to_at;
  Energy to_total;
  bool to_computed;
  std::int64_t ratio;
  Energy energy;
  std::optional<GridBillId> grid_bill;
};

}  // namespace

Span month_span(std::string const& bill, Zone const& zone) {
  ENSURE(bill.size() == std::string_view("2026-11").size());
  auto const start = zone.start_of_day(
      {std::stoi(bill.substr(0, 4)), static_cast<unsigned>(std::stoi(bill.substr(5))), 1});
  return {start, zone.start_of_next_month_at(start)};
}

ShareTerms share_terms(ReadTx& tx, ShareRuleId rule) {
  auto const row = tx.one<TermsRow>("share.terms", in("rule", rule));
  ENSURE(row.has_value());
  return {row->basis, row->loss, row->common, row->price, row->cap_percent};
}

Result<ShareMonthResult> share_month(ReadTx& tx, ProjectId project, SharingId sharing,
                                     std::string const& bill, Instant now) {
  using State = ShareMonthResult::State;
  auto const name =
      tx.one<std::string>("share.zone", in("sharing", sharing), in("project", project));
  if (!name) return ShareMonthResult{State::unknown_sharing};
  TRY(auto zone, Zone::named(*name));
  Calculating calculating(tx, sharing, bill, std::move(zone));
  auto const rule =
      tx.one<ShareRuleId>("share.rule_of_month", in("sharing", sharing), in("bill", bill));
  if (!rule) return ShareMonthResult{State::no_rule};
  if (calculating.span().to > now) return ShareMonthResult{State::not_over, *rule};
  return calculating.run(*rule);
}

std::optional<ShareRun> last_share_run(ReadTx& tx, SharingId sharing, std::string const& bill) {
  auto const row = tx.one<RunRow>("share.last_run", in("sharing", sharing), in("bill", bill));
  if (!row) return std::nullopt;
  ShareRun run{row->id, row->rule, {}, {}};
  run.inputs = {row->main,        row->subs,
                row->common,      row->grid_energy,
                row->grid_amount, tx.all<ShareParty>("share.run_parties", in("run", row->id))};
  for (auto const& one : tx.all<RunMeterRow>("share.run_meters", in("run", row->id)))
    run.meters.push_back({one.meter,
                          one.role,
                          {{one.from_at, one.from_total, one.from_computed},
                           {one.to_at, one.to_total, one.to_computed},
                           one.ratio,
                           one.energy},
                          one.grid_bill});
  return run;
}

}  // namespace e2ms::store
