#include "e2ms/command/record_reading.hpp"

#include "alarms.hpp"
#include "baseline.hpp"
#include "correcting.hpp"
#include "day_energy.hpp"
#include "e2ms/domain/read_wish.hpp"
#include "estimates.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

ReadingCheck check_of(store::ReadTx& tx, ReadMeter const& meter, Instant at) {
  ReadingCheck check{
      .last = meter.last(), .max_power_w = meter.max_power_w, .rolls_at = meter.rolls_at};
  if (!check.last) {
    check.candidate =
        tx.one<LastReading>("meter.candidate", in("meter", meter.id), in("before", at));
  } else if (meter.doubtful > 0) {
    check.lowest_jump =
        tx.one<Energy>("meter.lowest_jump", in("meter", meter.id), in("since", check.last->at));
    check.lower = tx.one<LastReading>("meter.newest_lower", in("meter", meter.id),
                                      in("since", check.last->at));
  }
  return check;
}

void keep(store::WriteTx& tx, MeterId meter, Reading const& reading, ReadingVerdict verdict) {
  auto const& now = reading.now;
  tx.run("meter.insert_reading", in("at", reading.taken_at), in("meter", meter),
         in("verdict", verdict), in("total", reading.total), in("rate1", reading.rate[0]),
         in("rate2", reading.rate[1]), in("rate3", reading.rate[2]), in("rate4", reading.rate[3]),
         in("rate5", reading.rate[4]), in("va", now.voltage_mv[0]), in("vb", now.voltage_mv[1]),
         in("vc", now.voltage_mv[2]), in("ia", now.current_ma[0]), in("ib", now.current_ma[1]),
         in("ic", now.current_ma[2]), in("power", now.power_mw), in("pf", now.power_factor_e3),
         in("frequency", now.frequency_mhz), in("relay", reading.relay), in("raw", reading.raw));
}

std::string_view word(ReadingVerdict verdict) {
  switch (verdict) {
    case ReadingVerdict::accepted:
      return "accepted";
    case ReadingVerdict::went_down:
      return "went_down";
    case ReadingVerdict::jumped:
      return "jumped";
    case ReadingVerdict::not_later:
      return "not_later";
    case ReadingVerdict::rates_differ:
      return "rates_differ";
    case ReadingVerdict::unconfirmed:
      return "unconfirmed";
    case ReadingVerdict::rolled_over:
      return "rolled_over";
    case ReadingVerdict::retired:
      return "retired";
  }
  ENSURE(verdict == ReadingVerdict::accepted);
  return "";
}

void quarantine(store::WriteTx& tx, MeterId meter, Reading const& reading, ReadingVerdict why) {
  // Every meter begins with one; that is no cause for doubt.
  bool const doubtful = why != ReadingVerdict::unconfirmed;
  tx.run("meter.doubt", in("meter", meter), in("at", reading.taken_at), in("doubtful", doubtful));
  if (!doubtful) return;
  open_alarm(tx, AlarmKind::reading_doubtful, {.meter = meter}, word(why), reading.taken_at);
}

Result<void> accept(store::WriteTx& tx, ReadMeter const& meter, Reading const& reading) {
  Baseline const next{reading.taken_at, reading.total, reading.now.power_mw};
  TRY_VOID(charge_up_to(tx, meter, next));
  set_baseline(tx, meter, next);
  if (meter.doubt_alarm)
    close_alarm(tx, AlarmKind::reading_doubtful, {.meter = meter.id}, reading.taken_at);
  return {};
}

/// The estimates since the last actual reading are void, and what they charged is settled again.
Result<void> replace_estimates(store::WriteTx& tx, ReadMeter const& meter, Reading const& reading,
                               store::Counted const& actual) {
  std::string const who = "e2ms";
  TRY_VOID(void_estimates_behind(tx, meter.id, {reading.taken_at, reading.total}, actual.at, who,
                                 reading.taken_at));
  set_baseline(tx, meter, {reading.taken_at, reading.total, reading.now.power_mw});
  if (meter.doubt_alarm)
    close_alarm(tx, AlarmKind::reading_doubtful, {.meter = meter.id}, reading.taken_at);
  TRY_VOID(refresh_days(tx, meter.id, actual.at, reading.taken_at));
  if (!meter.account || !meter.opening_at) return {};
  return settle_again(
      tx, {*meter.account, meter.id, actual.at, "an estimate was replaced", who, reading.taken_at});
}

void note_battery(store::WriteTx& tx, MeterId meter, bool low, Instant at) {
  if (low)
    open_alarm(tx, AlarmKind::battery_low, {.meter = meter}, "", at);
  else
    close_alarm(tx, AlarmKind::battery_low, {.meter = meter}, at);
}

/// What another meter said in its place says nothing about it; it is kept and moves nothing.
RecordReading::Outcome keep_strange(store::WriteTx& tx, RecordReading const& command) {
  keep(tx, command.meter, command.reading, ReadingVerdict::retired);
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return {RecordReading::Verdict::quarantined, ReadingVerdict::retired, false};
}

}  // namespace

Result<RecordReading::Outcome> execute(store::WriteTx& tx, RecordReading const& command) {
  using Verdict = RecordReading::Verdict;
  auto const& reading = command.reading;
  auto const meter = read_meter(tx, command.meter, reading.taken_at);
  if (!meter)
    return RecordReading::Outcome{Verdict::unknown_meter, ReadingVerdict::accepted, false};
  if (meter->known)
    return RecordReading::Outcome{Verdict::already_recorded, ReadingVerdict::accepted, false};
  if (meter->retired_at && reading.taken_at > *meter->retired_at) return keep_strange(tx, command);
  auto why = check_reading(check_of(tx, *meter, reading.taken_at), reading);
  bool const below = why == ReadingVerdict::went_down || why == ReadingVerdict::rolled_over;
  std::optional<store::Counted> actual;
  if (below) {
    TRY(actual, actual_behind_estimates(tx, meter->id, {reading.taken_at, reading.total},
                                        meter->limits(), meter->opening_at));
  }
  if (actual) why = ReadingVerdict::accepted;

  keep(tx, meter->id, reading, why);
  if (actual)
    TRY_VOID(replace_estimates(tx, *meter, reading, *actual));
  else if (why == ReadingVerdict::accepted)
    TRY_VOID(accept(tx, *meter, reading));
  else
    quarantine(tx, meter->id, reading, why);
  // Whoever asked for it now has it, doubtful or not; a reading from before is no answer.
  if (meter->asked)
    tx.run("read_wish.answer", in("meter", meter->id), in("asked_by", reading.taken_at),
           in("outcome", ReadOutcome::read), in("at", reading.taken_at));
  if (reading.battery_low) note_battery(tx, meter->id, *reading.battery_low, reading.taken_at);
  // The relay's state is true whatever the energy register says.
  bool const relay_seen = meter->has_relay && reading.relay && !meter->retired_at;
  if (relay_seen) take_read_back(tx, meter->id, *reading.relay, reading.taken_at);
  bool const news = why == ReadingVerdict::accepted || relay_seen;
  // At the reading's own time, which may lie a little behind the clock: across the instant when a
  // bill falls due this steps back over it, and the next review sees it due again.
  if (news && meter->account)
    TRY_VOID(review_account(tx, *meter->account, reading.taken_at, by_rule()));
  tx.announce({Announcement::Kind::meter, meter->id.value});
  bool const wish_open =
      meter->has_relay && tx.one<MeterId>("supply.has_gap", in("meter", meter->id)).has_value();
  return RecordReading::Outcome{
      why == ReadingVerdict::accepted ? Verdict::accepted : Verdict::quarantined, why, wish_open};
}

}  // namespace e2ms::command
