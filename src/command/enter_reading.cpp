#include "e2ms/command/enter_reading.hpp"

#include "baseline.hpp"
#include "correcting.hpp"
#include "day_energy.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/store/ratios.hpp"
#include "entering.hpp"
#include "estimates.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

LastReading reading_of(store::Counted const& counted) {
  return {counted.at, counted.total};
}

void audit(store::WriteTx& tx, Instant at, std::string const& actor, std::string_view action,
           MeterId meter, std::string const& before, std::string const& after) {
  tx.run("archive.insert_audit", in("at", at), in("actor", actor), in("action", action),
         in("subject", "meter:" + std::to_string(meter.value)), in("before", before),
         in("after", after));
}

std::string told(Instant at, Energy total, Medium medium) {
  return quantity_text(total, medium) + " at " + to_iso(at);
}

/// When it took the place of another meter.
std::optional<Instant> built_in_at(store::ReadTx& tx, MeterId meter) {
  return tx.one<Instant>("correction.built_in_at", in("meter", meter));
}

class Entry {
 public:
  using Verdict = EnterReading::Verdict;

  Entry(store::WriteTx& tx, EnterReading const& command) : tx_(tx), command_(command) {}

  Result<EnterReading::Outcome> run() {
    auto const meter = read_meter(tx_, command_.meter, command_.taken_at);
    if (!meter) return EnterReading::Outcome{Verdict::unknown_meter};
    TRY(auto near, around(tx_, command_.meter, command_.taken_at));
    std::optional<store::Counted> actual;
    if (!command_.estimated) {
      TRY(actual,
          actual_behind_estimates(tx_, command_.meter, here(), meter->limits(), meter->opening_at));
    }
    if (actual) near.before = actual;
    if (auto const no = obstacle(*meter, near)) return EnterReading::Outcome{*no};
    // From here on it is entered.
    write(near, meter->medium);
    if (actual)
      TRY_VOID(void_estimates_behind(tx_, command_.meter, here(), actual->at, command_.actor,
                                     command_.at));
    bool const changes_the_past = near.after || actual || others_are_later(*meter);
    TRY_VOID(changes_the_past ? settle_past(*meter, near) : go_on(*meter, near));
    tx_.announce({Announcement::Kind::meter, command_.meter.value});
    return EnterReading::Outcome{Verdict::entered};
  }

 private:
  std::optional<Verdict> obstacle(ReadMeter const& meter, Around const& near) const {
    if (near.at)
      return near.at->total == command_.total ? Verdict::already_entered : Verdict::taken_otherwise;
    if (meter.known) return Verdict::taken_otherwise;
    if (meter.retired_at && command_.taken_at > *meter.retired_at) return Verdict::meter_retired;
    if (command_.note.empty()) return Verdict::note_missing;
    if (command_.taken_at > command_.at) return Verdict::in_the_future;
    bool early = meter.opening_at ? command_.taken_at <= *meter.opening_at
                                  : meter.account && before_account(*meter.account);
    // Its predecessor counted until then.
    auto const built_in = built_in_at(tx_, command_.meter);
    early = early || (built_in && command_.taken_at <= *built_in);
    if (early || (meter.account && !meter.opening_at && near.after)) return Verdict::before_opening;
    auto const can_be = [](Energy position) {
      return position >= Energy{} && position <= kLargestRegister;
    };
    bool good = can_be(command_.total);
    for (auto const& rate : command_.rates) good = good && (!rate || can_be(*rate));
    if (!good) return Verdict::no_position;
    return fits(meter, near) ? std::nullopt : std::optional(Verdict::does_not_fit);
  }

  bool before_account(AccountId account) const {
    auto const opened = tx_.one<Instant>("correction.opened_at", in("account", account));
    return opened && command_.taken_at < *opened;
  }

  /// Whether other meters of the account were charged for later already.
  bool others_are_later(ReadMeter const& meter) const {
    if (!meter.account) return false;
    return tx_
        .one<MeterId>("correction.later_meter", in("account", *meter.account),
                      in("meter", meter.id), in("at", command_.taken_at))
        .has_value();
  }

  bool fits(ReadMeter const& meter, Around const& near) const {
    if (near.before && !may_follow(reading_of(*near.before), here(), meter.limits())) return false;
    // Estimates that say less give way.
    auto after = near.after;
    while (after && !command_.estimated && says_less(*after, here(), meter.limits()) &&
           is_estimate(tx_, command_.meter, after->at)) {
      auto const next = store::counted_after(tx_, command_.meter, after->at + milliseconds(1));
      after = next ? *next : std::nullopt;
    }
    return !after || after->rebased || may_follow(here(), reading_of(*after), meter.limits());
  }

  void write(Around const& near, Medium medium) {
    auto const& rates = command_.rates;
    tx_.run("correction.insert_typed", in("at", command_.taken_at), in("meter", command_.meter),
            in("total", command_.total), in("rate1", rates[0]), in("rate2", rates[1]),
            in("rate3", rates[2]), in("rate4", rates[3]), in("rate5", rates[4]),
            in("source", command_.estimated ? ReadingSource::estimated : ReadingSource::typed));
    audit(tx_, command_.at, command_.actor, "reading_entered", command_.meter,
          near.before ? told(near.before->at, near.before->total, medium) : "none",
          told(command_.taken_at, command_.total, medium) + ": " + command_.note);
  }

  Result<void> go_on(ReadMeter const& meter, Around const& near) {
    Baseline const next{command_.taken_at, command_.total, std::nullopt};
    TRY_VOID(charge_up_to(tx_, meter, next));
    set_baseline(tx_, meter, next);
    // The day it is of may have been written down already.
    return refresh_days(tx_, command_.meter, near.before ? near.before->at : command_.taken_at,
                        command_.taken_at);
  }

  LastReading here() const { return {command_.taken_at, command_.total}; }

  Result<void> settle_past(ReadMeter const& meter, Around const& near) {
    if (!near.after) set_baseline(tx_, meter, {command_.taken_at, command_.total, std::nullopt});
    if (!command_.estimated)
      TRY_VOID(
          void_estimates(tx_, command_.meter, here(), meter.limits(), command_.actor, command_.at));
    TRY_VOID(refresh_days(tx_, command_.meter, near.before ? near.before->at : command_.taken_at,
                          near.after ? near.after->at : command_.taken_at));
    if (!meter.account || !meter.opening_at || !near.before) return {};
    return settle_again(tx_, {*meter.account, command_.meter, near.before->at, command_.note,
                              command_.actor, command_.at});
  }

  store::WriteTx& tx_;
  EnterReading const& command_;
};

}  // namespace

Result<Around> around(store::ReadTx& tx, MeterId meter, Instant at) {
  TRY(auto before, store::counted_before(tx, meter, at));
  TRY(auto after, store::counted_after(tx, meter, at + milliseconds(1)));
  Around found;
  found.after = after;
  if (before && before->at == at) {
    found.at = before;
    TRY(before, store::counted_before(tx, meter, at - milliseconds(1)));
  }
  found.before = before;
  return found;
}

Result<EnterReading::Outcome> enter_unreviewed(store::WriteTx& tx, EnterReading const& command) {
  return Entry(tx, command).run();
}

Result<EnterReading::Outcome> execute(store::WriteTx& tx, EnterReading const& command) {
  TRY(auto const outcome, enter_unreviewed(tx, command));
  if (outcome.verdict != EnterReading::Verdict::entered) return outcome;
  auto const meter = read_meter(tx, command.meter, command.taken_at);
  if (meter->account)
    TRY_VOID(
        review_account(tx, *meter->account, command.at, ReviewCause{command.actor, command.note}));
  return outcome;
}

Result<VoidReading::Outcome> execute(store::WriteTx& tx, VoidReading const& command) {
  using Verdict = VoidReading::Verdict;
  if (tx.one<MeterId>("history.is_void", in("meter", command.meter), in("at", command.taken_at)))
    return VoidReading::Outcome{Verdict::already_void};
  auto const meter = read_meter(tx, command.meter, command.taken_at);
  TRY(auto const near, around(tx, command.meter, command.taken_at));
  if (!meter || !near.at) return VoidReading::Outcome{Verdict::unknown_reading};
  if (command.note.empty()) return VoidReading::Outcome{Verdict::note_missing};
  // Without it the next one would have nothing to be compared with.
  bool const begins =
      meter->opening_at == near.at->at || built_in_at(tx, command.meter) == near.at->at;
  if (!near.before || near.at->rebased || begins) return VoidReading::Outcome{Verdict::is_opening};
  if (meter->retired_at == command.taken_at ||
      tx.one<MeterId>("hands.passes_at", in("meter", command.meter), in("at", command.taken_at)) ||
      store::begins_at(store::ratios(tx, command.meter), command.taken_at))
    return VoidReading::Outcome{Verdict::is_boundary};

  // From here on it is void.
  tx.run("correction.insert_void", in("meter", command.meter), in("taken_at", command.taken_at),
         in("note", command.note), in("actor", command.actor), in("at", command.at));
  audit(tx, command.at, command.actor, "reading_voided", command.meter,
        told(near.at->at, near.at->total, meter->medium), command.note);
  if (meter->last_at == command.taken_at)
    tx.run("correction.set_last", in("meter", command.meter), in("at", near.before->at),
           in("total", near.before->total));
  TRY_VOID(refresh_days(tx, command.meter, near.before->at,
                        near.after ? near.after->at : command.taken_at));
  bool const charged = meter->account && meter->opening_at && command.taken_at > *meter->opening_at;
  if (charged) {
    TRY_VOID(settle_again(tx, {*meter->account, command.meter, near.before->at, command.note,
                               command.actor, command.at}));
    TRY_VOID(
        review_account(tx, *meter->account, command.at, ReviewCause{command.actor, command.note}));
  }
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return VoidReading::Outcome{Verdict::voided};
}

}  // namespace e2ms::command
