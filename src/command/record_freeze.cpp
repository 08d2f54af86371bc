#include "e2ms/command/record_freeze.hpp"

#include "e2ms/domain/clock_keeping.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

/// A meter as its freezes are judged. Columns of freeze.for_check.
struct Frozen {
  MeterId id;
  std::int64_t max_power_w;
  std::optional<Instant> last_at;
  std::optional<Energy> last_total;
  std::optional<Duration> drift_before;
  std::optional<Duration> drift_after;
  std::optional<Energy> rolls_at;
};

/// The first look after that midnight shows what the clock was then; one that was corrected since
/// says so in the row before.
bool clock_trusted(Frozen const& meter, Duration allowed) {
  auto const& drift = meter.drift_after ? meter.drift_after : meter.drift_before;
  return drift && size_of(*drift) <= allowed;
}

FreezeCheck check_of(store::ReadTx& tx, Frozen const& meter, RecordFreeze const& command) {
  FreezeCheck check{.midnight = command.midnight,
                    .clock_trusted = clock_trusted(meter, command.allowed_drift),
                    .before = tx.one<LastReading>("freeze.before", in("meter", command.meter),
                                                  in("midnight", command.midnight)),
                    .after = std::nullopt,
                    .max_power_w = meter.max_power_w,
                    .rolls_at = meter.rolls_at};
  if (!meter.last_at) return check;
  LastReading const last{*meter.last_at, *meter.last_total};
  if (last.at > command.midnight)
    check.after = last;
  else if (!check.before || last.at > check.before->at)
    check.before = last;
  return check;
}

/// Columns of freeze.known.
struct Known {
  FreezeVerdict verdict;
  Instant read_at;
};

void keep(store::WriteTx& tx, RecordFreeze const& command, FreezeVerdict worth, bool again) {
  Freeze const none{};
  auto const& freeze = command.freeze ? *command.freeze : none;
  auto const held = [&](auto const& value) {
    return command.freeze ? std::optional{value} : std::nullopt;
  };
  tx.run(again ? "freeze.replace" : "freeze.insert", in("meter", command.meter),
         in("midnight", command.midnight), in("verdict", worth), in("read_at", command.read_at),
         in("frozen_at", held(freeze.frozen_at)), in("total", held(freeze.total)),
         in("rate1", freeze.rate[0]), in("rate2", freeze.rate[1]), in("rate3", freeze.rate[2]),
         in("rate4", freeze.rate[3]), in("rate5", freeze.rate[4]), in("raw", held(freeze.raw)));
}

}  // namespace

Result<RecordFreeze::Outcome> execute(store::WriteTx& tx, RecordFreeze const& command) {
  using Verdict = RecordFreeze::Verdict;
  auto const midnight = in("midnight", command.midnight);
  auto const meter = tx.one<Frozen>("freeze.for_check", in("meter", command.meter), midnight,
                                    in("now", command.read_at));
  if (!meter) return RecordFreeze::Outcome{Verdict::unknown_meter, FreezeVerdict::absent};
  auto const known = tx.one<Known>("freeze.known", in("meter", command.meter), midnight);
  // Our clock ran ahead when that one was kept.
  bool const again =
      known && known->verdict != FreezeVerdict::accepted && known->read_at > command.read_at;
  if (known && !again) return RecordFreeze::Outcome{Verdict::already_recorded, known->verdict};
  auto const worth = check_freeze(check_of(tx, *meter, command), command.freeze);
  keep(tx, command, worth, again);
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return RecordFreeze::Outcome{Verdict::recorded, worth};
}

}  // namespace e2ms::command
