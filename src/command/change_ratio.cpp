#include "e2ms/command/change_ratio.hpp"

#include <algorithm>

#include "baseline.hpp"
#include "correcting.hpp"
#include "e2ms/store/ratios.hpp"
#include "e2ms/store/wallet.hpp"
#include "entering.hpp"
#include "estimates.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

using Verdict = ChangeRatio::Verdict;

/// Where it begins, and whether a reading is still to be typed in there; or why it cannot.
struct Beginning {
  Instant since{};
  bool typed = false;
  std::optional<Verdict> no = std::nullopt;
};

Beginning refused(Verdict no) {
  return {.no = no};
}

/// Whether no energy was ever counted before: then it holds from the beginning, also for what is
/// still found out about earlier days.
bool is_beginning(store::ReadTx& tx, ChangeRatio const& command, Around const& near) {
  if (near.before) return false;
  auto const at = near.at || command.total || !near.after ? command.since : near.after->at;
  // One that began with a reading was said of that reading.
  if (store::begins_at(store::ratios(tx, command.meter), at)) return false;
  return !tx.one<Instant>("meter.day_before", in("meter", command.meter), in("at", at));
}

Beginning beginning(store::ReadTx& tx, ChangeRatio const& command, Around const& near) {
  bool const first = is_beginning(tx, command, near);
  auto const guessed = [&](Instant at) { return is_estimate(tx, command.meter, at); };
  if (near.at) {
    if (command.total && *command.total != near.at->total) return refused(Verdict::reading_exists);
    if (guessed(command.since)) return refused(Verdict::no_boundary);
    return {first ? Instant{0} : command.since};
  }
  if (command.total) return {first ? Instant{0} : command.since, true};
  if (first) return {Instant{0}};
  if (near.before || !near.after || guessed(near.after->at)) return refused(Verdict::no_boundary);
  return {near.after->at};
}

std::optional<Verdict> obstacle(ReadMeter const& meter, ChangeRatio const& command) {
  if (command.note.empty()) return Verdict::note_missing;
  if (command.since > command.at) return Verdict::in_the_future;
  bool const gone = meter.retired_at && command.since >= *meter.retired_at;
  return gone ? std::optional(Verdict::meter_retired) : std::nullopt;
}

/// Rates that a tariff prices must be known on both sides of a boundary; a total does not tell
/// them.
Result<bool> asks_rates(store::ReadTx& tx, ReadMeter const& meter, Around const& near) {
  if (!meter.account || !meter.opening_at || !near.before) return false;
  TRY(auto const prices, store::pricing(tx, *meter.account, near.before->at));
  return std::ranges::any_of(
      prices.versions, [](auto const& version) { return !version.terms->register_map.empty(); });
}

void write(store::WriteTx& tx, ChangeRatio const& command, Instant since, std::int64_t before) {
  tx.run("meter.insert_ratio", in("meter", command.meter), in("since", since),
         in("ratio", command.ratio), in("note", command.note), in("actor", command.actor),
         in("at", command.at));
  tx.run("meter.set_ratio", in("meter", command.meter),
         in("ratio", store::ratios(tx, command.meter).back().ratio));
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", std::string("ratio_changed")),
         in("subject", "meter:" + std::to_string(command.meter.value)),
         in("before", std::to_string(before)),
         in("after", std::to_string(command.ratio) + " from " +
                         (since == Instant{0} ? "the beginning" : to_iso(since)) + ": " +
                         command.note));
}

/// What was charged by the other ratio since.
Result<void> settle(store::WriteTx& tx, ChangeRatio const& command, Instant since) {
  struct Holder {
    AccountId account;
    Instant opening_at;
  };
  auto const last = tx.one<std::optional<Instant>>("meter.last_at", in("meter", command.meter));
  for (auto const& holder :
       tx.all<Holder>("meter.holders_since", in("meter", command.meter), in("since", since))) {
    auto const from = std::max(since, holder.opening_at);
    if (last && *last && **last > from)
      TRY_VOID(settle_again(
          tx, {holder.account, command.meter, from, command.note, command.actor, command.at}));
    TRY_VOID(
        review_account(tx, holder.account, command.at, ReviewCause{command.actor, command.note}));
  }
  return {};
}

}  // namespace

Result<ChangeRatio::Outcome> execute(store::WriteTx& tx, ChangeRatio const& command) {
  ENSURE(command.ratio > 0);
  auto const meter = read_meter(tx, command.meter, command.since);
  if (!meter) return ChangeRatio::Outcome{Verdict::unknown_meter};
  if (auto const no = obstacle(*meter, command)) return ChangeRatio::Outcome{*no};
  TRY(auto const near, around(tx, command.meter, command.since));
  auto const begins = beginning(tx, command, near);
  if (begins.no) return ChangeRatio::Outcome{*begins.no};
  auto const before = store::ratio_at(store::ratios(tx, command.meter), begins.since);
  if (before == command.ratio) return ChangeRatio::Outcome{Verdict::already_so};
  if (begins.typed) {
    TRY(bool const rates, asks_rates(tx, *meter, near));
    if (rates) return ChangeRatio::Outcome{Verdict::rates_missing};
    TRY(auto const entered, enter_unreviewed(tx, {.meter = command.meter,
                                                  .taken_at = command.since,
                                                  .total = *command.total,
                                                  .rates = {},
                                                  .estimated = false,
                                                  .note = command.note,
                                                  .actor = command.actor,
                                                  .at = command.at}));
    auto const verdict = verdict_of(entered.verdict, Verdict::changed);
    if (verdict != Verdict::changed) return ChangeRatio::Outcome{verdict};
  }
  // From here on it is changed.
  write(tx, command, begins.since, before);
  TRY_VOID(settle(tx, command, begins.since));
  tx.announce({Announcement::Kind::archive, command.meter.value});
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return ChangeRatio::Outcome{Verdict::changed};
}

}  // namespace e2ms::command
