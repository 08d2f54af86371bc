#include <algorithm>
#include <set>
#include <tuple>

#include "audit_findings.hpp"
#include "e2ms/store/history.hpp"
#include "e2ms/store/share_month.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of audit.share_runs.
struct RunRow {
  store::ShareRunId id;
  store::SharingId sharing;
  store::ShareRuleId rule;
  std::string bill;
  Energy main, subs, common, grid_energy;
  Money grid_amount, loss_amount, common_amount, charged;
};

/// Columns of audit.share_parts.
struct PartRow {
  AccountId account;
  Money loss, common, loss_charged, common_charged;
};

/// Columns of audit.share_meters.
struct MeterRow {
  MeterId meter;
  ShareRole role;
  Instant from_at;
  Energy from_total;
  bool from_computed;
  Instant to_at;
  Energy to_total;
  bool to_computed;
  Energy energy;
  Energy grid_energy;
  Money grid_amount;
};

/// Columns of audit.share_items.
struct ItemRow {
  AccountId account;
  std::string bill;
  std::string code;
  Money amount;
};

/// A line of a bill.
using BillLine = std::tuple<AccountId, std::string, std::string>;

std::string told(RunRow const& run) {
  return "share of " + run.bill + " in group " + std::to_string(run.sharing.value) + " (" +
         std::to_string(run.id.value) + ")";
}

/// Numbers that can be added up and multiplied without end.
bool can_be(ShareInputs const& inputs) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  auto const good = [](std::int64_t number) { return number >= -kMost && number <= kMost; };
  auto const money = [&](Money amount) { return good(amount.fen()); };
  auto const party = [&](ShareParty const& one) {
    constexpr std::int64_t kMostArea = 1'000'000'000'000;
    return one.area >= 0 && one.area <= kMostArea && one.days >= 0 && one.days <= 31 &&
           good(one.used.wh()) && money(one.energy) && money(one.kept_loss.value_or(Money{})) &&
           money(one.kept_common.value_or(Money{}));
  };
  return good(inputs.main.wh()) && good(inputs.subs.wh()) && good(inputs.common.wh()) &&
         good(inputs.grid_energy.wh()) && money(inputs.grid_amount) &&
         std::all_of(inputs.parties.begin(), inputs.parties.end(), party);
}

class ShareWalk {
 public:
  ShareWalk(store::ReadTx& tx, Findings& findings) : tx_(tx), findings_(findings) {}

  void take(RunRow const& run) {
    check_meters(run);
    check_division(run);
  }

  void finish() {
    for (auto const& row : tx_.all<ItemRow>("audit.share_items")) {
      BillLine const line{row.account, row.bill, row.code};
      auto const due = due_.extract(line);
      auto const name =
          "bill " + row.bill + " of account " + std::to_string(row.account.value) + ": " + row.code;
      if (row.amount != (due ? due.mapped() : Money{}))
        findings_.add(name + " is not what its calculation says");
      struct Text {
        std::string quantity;
        std::string exact_yuan;
      };
      auto const text = tx_.one<Text>("audit.newest_item", in("account", row.account),
                                      in("bill", row.bill), in("code", row.code));
      if (text && !texts_.contains({line, text->quantity + "/" + text->exact_yuan}))
        findings_.add(name + " was posted by no calculation that stands");
    }
    for (auto const& [line, amount] : due_)
      if (amount != Money{})
        findings_.add("bill " + std::get<1>(line) + " of account " +
                      std::to_string(std::get<0>(line).value) + ": " + std::get<2>(line) +
                      " was calculated and not posted");
  }

 private:
  void check_meters(RunRow const& run) {
    Wide main = 0, subs = 0, common = 0, grid_wh = 0, grid_fen = 0;
    auto const take = [&](MeterRow const& row) {
      (row.role == ShareRole::main ? main : subs) += row.energy.wh();
      if (row.role == ShareRole::common) common += row.energy.wh();
      grid_wh += row.grid_energy.wh();
      grid_fen += row.grid_amount.fen();
      if (!row.from_computed) check_reading(run, row.meter, row.from_at, row.from_total);
      if (!row.to_computed) check_reading(run, row.meter, row.to_at, row.to_total);
    };
    tx_.each<MeterRow>("audit.share_meters", take, in("run", run.id));
    if (main != run.main.wh() || subs != run.subs.wh() || common != run.common.wh())
      findings_.add(told(run) + ": its meters do not sum to it");
    if (grid_wh != run.grid_energy.wh() || grid_fen != run.grid_amount.fen())
      findings_.add(told(run) + ": its bills of the grid do not sum to it");
  }

  /// A reading that was forgotten since cannot be looked at any more.
  void check_reading(RunRow const& run, MeterId meter, Instant at, Energy total) {
    auto const row = tx_.one<Energy>("audit.reading_at", in("meter", meter), in("at", at));
    auto found = row;
    if (!found) {
      auto const readings = store::packed(tx_, meter, {at, at + milliseconds(1)});
      if (!readings || readings->empty()) return;
      found = readings->front().total;
    }
    if (*found != total)
      findings_.add(told(run) + ": meter " + std::to_string(meter.value) + " read otherwise at " +
                    moment(at));
  }

  void check_division(RunRow const& run) {
    ShareInputs const inputs{
        run.main,        run.subs,
        run.common,      run.grid_energy,
        run.grid_amount, tx_.all<ShareParty>("share.run_parties", in("run", run.id))};
    auto const parts = tx_.all<PartRow>("audit.share_parts", in("run", run.id));
    if (!can_be(inputs)) return findings_.add(told(run) + ": holds what cannot be");
    auto const shares = divide(store::share_terms(tx_, run.rule), inputs);
    if (!shares) return findings_.add(told(run) + ": cannot be divided");
    bool same = shares->loss_amount == run.loss_amount &&
                shares->common_amount == run.common_amount && shares->charged() == run.charged;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      auto const& [weight, loss, common, capped] = shares->parties[i];
      auto const& part = parts[i];
      same = same && loss.share == part.loss && common.share == part.common &&
             loss.charged == part.loss_charged && common.charged == part.common_charged;
    }
    if (!same) findings_.add(told(run) + ": is divided otherwise than its rule says");
    expect(run, inputs, *shares);
  }

  /// Later runs of a month take the place of earlier ones.
  void expect(RunRow const& run, ShareInputs const& inputs, MonthShares const& shares) {
    auto const codes = {share_code("loss", run.sharing.value),
                        share_code("common", run.sharing.value)};
    for (auto const account : accounts_[{run.sharing, run.bill}])
      for (auto const& code : codes) {
        due_[{account, run.bill, code}] = {};
        texts_.insert({{account, run.bill, code}, "0/0"});
      }
    for (std::size_t i = 0; i < inputs.parties.size(); ++i) {
      auto const account = inputs.parties[i].account;
      if (account == AccountId{}) continue;
      accounts_[{run.sharing, run.bill}].insert(account);
      auto const add = [&](std::string_view kind, SharePart const& part) {
        BillLine const line{account, run.bill, share_code(kind, run.sharing.value)};
        due_[line] = part.charged;
        texts_.insert({line, decimal_text(part.kwh) + "/" + decimal_text(part.yuan)});
      };
      add("loss", shares.parties[i].loss);
      add("common", shares.parties[i].common);
    }
  }

  store::ReadTx& tx_;
  Findings& findings_;
  std::map<BillLine, Money> due_;
  std::set<std::pair<BillLine, std::string>> texts_;
  std::map<std::pair<store::SharingId, std::string>, std::set<AccountId>> accounts_;
};

}  // namespace

void audit_shares(store::ReadTx& tx, Findings& findings) {
  ShareWalk walk(tx, findings);
  for (auto const& run : tx.all<RunRow>("audit.share_runs")) walk.take(run);
  walk.finish();
}

}  // namespace e2ms::query
