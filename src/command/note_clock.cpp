#include "e2ms/command/note_clock.hpp"

#include "alarms.hpp"

namespace e2ms::command {

using store::in;

namespace {

std::string seconds_off(Duration drift) {
  return std::to_string(drift.ms / 1000) + " s";
}

}  // namespace

Result<NoteClock::Outcome> execute(store::WriteTx& tx, NoteClock const& command) {
  bool const silent = command.step == ClockStep::unanswered;
  ENSURE(silent != command.drift.has_value());
  auto const meter = in("meter", command.meter);
  auto const before = tx.one<ClockStep>("clock.last_step", meter, in("before", command.at));
  tx.run("clock.note", meter, in("at", command.at), in("step", command.step),
         in("drift", command.drift));

  AlarmSubject const subject{.meter = command.meter};
  auto const open = [&](std::string const& detail) {
    open_alarm(tx, AlarmKind::clock_off, subject, detail, command.at);
  };
  // An answer that was lost once says nothing about the clock.
  if (silent && before == ClockStep::unanswered) open("unanswered");
  if (command.drift && size_of(*command.drift) > command.allowed) open(seconds_off(*command.drift));
  if (command.drift && size_of(*command.drift) <= command.allowed)
    close_alarm(tx, AlarmKind::clock_off, subject, command.at);
  return NoteClock::Outcome{};
}

Result<KeepLearnt::Outcome> execute(store::WriteTx& tx, KeepLearnt const& command) {
  if (command.refused.empty())
    tx.run("field.forget_learnt", in("meter", command.meter));
  else
    tx.run("field.keep_learnt", in("meter", command.meter), in("refused", command.refused),
           in("since", command.since));
  return KeepLearnt::Outcome{};
}

}  // namespace e2ms::command
