#include "e2ms/command/decide_reading.hpp"

#include "alarms.hpp"
#include "baseline.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;
using Verdict = DecideReading::Verdict;

namespace {

/// No register reads more than a billion kWh.
constexpr std::int64_t kMostDigits = 9;

std::string_view word(ReadingDecision decision) {
  switch (decision) {
    case ReadingDecision::accept:
      return "accept";
    case ReadingDecision::rebase:
      return "rebase";
    case ReadingDecision::discard:
      return "discard";
  }
  ENSURE(decision == ReadingDecision::discard);
  return "";
}

/// Where the register begins again, as the person says or as it is known.
std::optional<Energy> rolls_at(ReadMeter const& meter, DecideReading const& command) {
  if (!command.digits) return meter.rolls_at;
  auto end = Energy::kwh(1);
  for (auto digits = *command.digits; digits > 0; --digits) end = Energy::wh(end.wh() * 10);
  return end;
}

/// Accepting a register below its baseline says that it went through its end.
std::optional<Verdict> obstacle_to_rolling(store::ReadTx& tx, ReadMeter const& meter,
                                           DecideReading const& command, Baseline const& doubt) {
  auto const verdict = tx.one<ReadingVerdict>("meter.verdict_at", in("meter", command.meter),
                                              in("at", command.taken_at));
  auto const end = rolls_at(meter, command);
  if (!end)
    return verdict == ReadingVerdict::rolled_over ? Verdict::digits_missing
                                                  : Verdict::below_baseline;
  if (meter.rolls_at && meter.rolls_at != end) return Verdict::digits_differ;
  RegisterLimits const limits{meter.max_power_w, end};
  LastReading const here{doubt.at, doubt.total};
  if (!can_reach(*meter.last(), here, limits))
    return command.digits ? Verdict::does_not_fit : Verdict::below_baseline;
  // So much energy is charged on a person's word only: that the register began again.
  bool const said = command.digits || may_follow(*meter.last(), here, limits);
  return said ? std::nullopt : std::optional(Verdict::digits_missing);
}

/// Why it cannot be decided so; nothing when it can.
std::optional<Verdict> obstacle(store::ReadTx& tx, ReadMeter const& meter,
                                DecideReading const& command,
                                std::optional<Baseline> const& doubt) {
  if (!doubt || doubt->at != command.taken_at) return Verdict::outdated;
  if (command.decision == ReadingDecision::discard) return std::nullopt;
  if (doubt->total < Energy{} || doubt->total > kLargestRegister) return Verdict::no_position;
  bool const below = meter.last() && doubt->total < meter.last()->total;
  if (!below || command.decision == ReadingDecision::rebase) return std::nullopt;
  return obstacle_to_rolling(tx, meter, command, *doubt);
}

std::string told(Instant at, Energy total, Medium medium) {
  return quantity_text(total, medium) + " at " + to_iso(at);
}

void write_down(store::WriteTx& tx, ReadMeter const& meter, DecideReading const& command,
                Baseline const& doubt) {
  tx.run("meter.insert_decision", in("meter", command.meter), in("taken_at", command.taken_at),
         in("kind", command.decision), in("baseline_at", meter.last_at),
         in("baseline_wh", meter.last_total), in("note", command.note), in("actor", command.actor),
         in("at", command.at));
  auto const before =
      meter.last() ? told(*meter.last_at, *meter.last_total, meter.medium) : std::string("none");
  auto const after = std::string(word(command.decision)) + " " +
                     told(doubt.at, doubt.total, meter.medium) + ": " + command.note;
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", "reading_decided"),
         in("subject", "meter:" + std::to_string(command.meter.value)), in("before", before),
         in("after", after));
}

}  // namespace

Result<DecideReading::Outcome> execute(store::WriteTx& tx, DecideReading const& command) {
  ENSURE(!command.digits || (*command.digits > 0 && *command.digits <= kMostDigits));
  auto meter = read_meter(tx, command.meter, command.taken_at);
  if (!meter) return DecideReading::Outcome{Verdict::unknown_meter};
  auto const known = tx.one<ReadingDecision>("meter.decision_at", in("meter", command.meter),
                                             in("taken_at", command.taken_at));
  if (known)
    return DecideReading::Outcome{*known == command.decision ? Verdict::already_decided
                                                             : Verdict::decided_otherwise};
  if (command.note.empty()) return DecideReading::Outcome{Verdict::note_missing};
  auto const doubt = tx.one<Baseline>("meter.open_doubt", in("meter", command.meter));
  if (auto const why = obstacle(tx, *meter, command, doubt)) return DecideReading::Outcome{*why};

  // From here on it is decided.
  write_down(tx, *meter, command, *doubt);
  bool const began_again = command.decision == ReadingDecision::accept && meter->last() &&
                           doubt->total < meter->last()->total;
  if (began_again) {
    meter->rolls_at = rolls_at(*meter, command);
    tx.run("meter.set_rolls_at", in("meter", command.meter), in("rolls_at", meter->rolls_at));
  }
  if (command.decision == ReadingDecision::accept) TRY_VOID(charge_up_to(tx, *meter, *doubt));
  if (command.decision != ReadingDecision::discard) set_baseline(tx, *meter, *doubt);
  close_alarm(tx, AlarmKind::reading_doubtful, {.meter = command.meter}, command.at);
  // What follows for the supply follows from this decision: its trace names the person.
  ReviewCause const cause{command.actor, command.note};
  if (command.decision != ReadingDecision::discard && meter->account)
    TRY_VOID(review_account(tx, *meter->account, command.at, cause));
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return DecideReading::Outcome{Verdict::decided};
}

}  // namespace e2ms::command
