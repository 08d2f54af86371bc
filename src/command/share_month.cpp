#include <algorithm>
#include <map>

#include "accruing.hpp"
#include "alarms.hpp"
#include "billing.hpp"
#include "e2ms/command/share.hpp"
#include "review.hpp"
#include "share_meters.hpp"

namespace e2ms::command {

using store::in;
using store::ShareMonthResult;
using store::ShareRunId;

namespace {

ShareRunId write_run(store::WriteTx& tx, ShareMonth const& command, ShareMonthResult const& month) {
  auto const& [main, subs, common, grid_energy, grid_amount, parties] = month.inputs;
  auto const& shares = month.shares;
  auto const run = tx.insert<ShareRunId>(
      "share.insert_run", in("sharing", command.sharing), in("rule", month.rule),
      in("bill", command.bill), in("main", main), in("subs", subs), in("common", common),
      in("grid_energy", grid_energy), in("grid_amount", grid_amount),
      in("loss_amount", shares.loss_amount), in("common_amount", shares.common_amount),
      in("charged", shares.charged()), in("actor", command.actor), in("at", command.at));
  for (auto const& [meter, role, metered, grid_bill] : month.meters)
    tx.run("share.insert_run_meter", in("run", run), in("meter", meter), in("role", role),
           in("from_at", metered.from.at), in("from_wh", metered.from.total),
           in("from_computed", metered.from.computed), in("to_at", metered.to.at),
           in("to_wh", metered.to.total), in("to_computed", metered.to.computed),
           in("ratio", metered.ratio), in("energy", metered.energy), in("grid_bill", grid_bill));
  for (std::size_t i = 0; i < parties.size(); ++i) {
    auto const& party = parties[i];
    auto const& part = shares.parties[i];
    tx.run("share.insert_run_party", in("run", run), in("room", party.room),
           in("account", party.account), in("area", party.area), in("days", party.days),
           in("used", party.used), in("energy", party.energy), in("kept_loss", party.kept_loss),
           in("kept_common", party.kept_common), in("loss", part.loss.share),
           in("common", part.common.share), in("loss_charged", part.loss.charged),
           in("common_charged", part.common.charged));
  }
  return run;
}

/// What each account's two lines come to.
class Posting {
 public:
  Posting(store::WriteTx& tx, ShareMonth const& command, ShareMonthResult const& month,
          Instant month_end)
      : tx_(tx), command_(command), month_(month), month_end_(month_end) {}

  /// `before`: who took part in the run that this one follows.
  Result<std::size_t> run(std::vector<ShareParty> const& before) {
    std::map<AccountId, MonthShares::Party> due;
    for (auto const& party : before)
      if (party.account != AccountId{}) due[party.account] = {};
    for (std::size_t i = 0; i < month_.inputs.parties.size(); ++i) {
      auto const account = month_.inputs.parties[i].account;
      if (account != AccountId{}) due[account] = month_.shares.parties[i];
    }
    std::size_t journals = 0;
    for (auto const& [account, party] : due) {
      auto const items = changes(account, party);
      if (items.empty()) continue;
      post(account, items);
      TRY_VOID(review_account(tx_, account, command_.at, by_rule()));
      ++journals;
    }
    return journals;
  }

 private:
  std::vector<ItemCharge> changes(AccountId account, MonthShares::Party const& party) {
    std::vector<ItemCharge> items;
    for (auto const& [kind, part] : {std::pair{"loss", &party.loss}, {"common", &party.common}}) {
      auto const code = share_code(kind, command_.sharing.value);
      auto const before = tx_.one<Money>("share.posted_item", in("account", account),
                                         in("bill", command_.bill), in("code", code))
                              .value_or(Money{});
      if (before == part->charged) continue;
      items.push_back({command_.bill,
                       code,
                       {},
                       month_end_,
                       decimal_text(part->kwh),
                       decimal_text(month_.shares.price),
                       decimal_text(part->yuan),
                       before,
                       part->charged});
    }
    return items;
  }

  void post(AccountId account, std::vector<ItemCharge> const& items) {
    bool const closed = is_closed_bill(tx_, account, command_.bill);
    post_items(tx_,
               {.account = account,
                .bill = command_.bill,
                .kind = closed ? JournalKind::adjustment : JournalKind::items,
                .key = "share:" + std::to_string(command_.sharing.value),
                .at = command_.at,
                .actor = command_.actor,
                .cause = "public share"},
               items);
  }

  store::WriteTx& tx_;
  ShareMonth const& command_;
  ShareMonthResult const& month_;
  Instant month_end_;
};

/// More counted behind a main meter than by it: a reading, a ratio or the list of meters is wrong.
void judge_loss(store::WriteTx& tx, ShareMonth const& command, ShareMonthResult const& month) {
  auto const main = std::ranges::find(month.meters, ShareRole::main, &store::ShareMeter::role);
  ENSURE(main != month.meters.end());
  AlarmSubject const subject{.meter = meter_in_use(tx, main->meter)};
  if (month.shares.loss < Energy{})
    open_alarm(tx, AlarmKind::loss_negative, subject,
               command.bill + ": " + to_text(month.shares.loss) + " kWh", command.at);
  else
    close_alarm(tx, AlarmKind::loss_negative, subject, command.at);
}

ShareMonth::Verdict verdict_of(ShareMonthResult::State state) {
  using Verdict = ShareMonth::Verdict;
  switch (state) {
    case ShareMonthResult::State::calculated:
      return Verdict::posted;
    case ShareMonthResult::State::unknown_sharing:
      return Verdict::unknown_sharing;
    case ShareMonthResult::State::no_rule:
      return Verdict::no_rule;
    case ShareMonthResult::State::not_over:
      return Verdict::not_over;
    case ShareMonthResult::State::incomplete:
      break;
  }
  return Verdict::incomplete;
}

}  // namespace

Result<ShareMonth::Outcome> execute(store::WriteTx& tx, ShareMonth const& command) {
  using Verdict = ShareMonth::Verdict;
  TRY(auto const month,
      store::share_month(tx, command.project, command.sharing, command.bill, command.at));
  auto const verdict = verdict_of(month.state);
  if (verdict != Verdict::posted) return ShareMonth::Outcome{verdict, 0, month.missing};
  auto const before = store::last_share_run(tx, command.sharing, command.bill);
  if (before && before->rule == month.rule && before->inputs == month.inputs)
    return ShareMonth::Outcome{Verdict::unchanged};

  // From here on it must succeed.
  judge_loss(tx, command, month);
  write_run(tx, command, month);
  auto const name = tx.one<std::string>("share.project_zone", in("project", command.project));
  ENSURE(name.has_value());
  TRY(auto const zone, Zone::named(*name));
  auto const end = store::month_span(command.bill, zone).to;
  TRY(auto const journals, Posting(tx, command, month, end)
                               .run(before ? before->inputs.parties : std::vector<ShareParty>{}));
  return ShareMonth::Outcome{Verdict::posted, journals};
}

}  // namespace e2ms::command
