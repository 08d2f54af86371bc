#include "alarms.hpp"

#include "e2ms/command/alarm.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

template <class Kind>
Id<Kind> or_none(std::optional<Id<Kind>> id) {
  return id.value_or(Id<Kind>{0});
}

}  // namespace

void open_alarm(store::WriteTx& tx, AlarmKind kind, AlarmSubject const& subject,
                std::string_view detail, Instant at) {
  auto const opened = tx.one<AlarmId>("alarm.open", in("kind", kind), in("meter", subject.meter),
                                      in("account", subject.account), in("line", subject.line),
                                      in("detail", detail), in("at", at));
  if (opened) tx.announce({Announcement::Kind::alarm, opened->value});
}

void tell_alarm(store::WriteTx& tx, AlarmKind kind, AlarmSubject const& subject,
                std::string_view detail) {
  auto const open =
      tx.one<AlarmId>("alarm.open_one", in("kind", kind), in("meter", or_none(subject.meter)),
                      in("account", or_none(subject.account)), in("line", or_none(subject.line)));
  if (!open) return;
  if (tx.one<AlarmId>("alarm.tell", in("alarm", *open), in("detail", detail)))
    tx.announce({Announcement::Kind::alarm, open->value});
}

void close_alarm(store::WriteTx& tx, AlarmKind kind, AlarmSubject const& subject, Instant at) {
  // Nearly always there is none, with every reading of every meter.
  auto const open =
      tx.one<AlarmId>("alarm.open_one", in("kind", kind), in("meter", or_none(subject.meter)),
                      in("account", or_none(subject.account)), in("line", or_none(subject.line)));
  if (!open) return;
  tx.run("alarm.close", in("alarm", *open), in("at", at));
  tx.announce({Announcement::Kind::alarm, open->value});
}

Result<AcknowledgeAlarm::Outcome> execute(store::WriteTx& tx, AcknowledgeAlarm const& command) {
  using Verdict = AcknowledgeAlarm::Verdict;
  struct State {
    std::optional<Instant> acknowledged_at;
    AlarmId id;
  };
  auto const alarm = tx.one<State>("alarm.state", in("alarm", command.alarm));
  if (!alarm) return AcknowledgeAlarm::Outcome{Verdict::unknown_alarm};
  if (alarm->acknowledged_at) return AcknowledgeAlarm::Outcome{Verdict::already_acknowledged};
  tx.run("alarm.acknowledge", in("alarm", command.alarm), in("at", command.at),
         in("actor", command.actor));
  tx.announce({Announcement::Kind::alarm, command.alarm.value});
  return AcknowledgeAlarm::Outcome{Verdict::acknowledged};
}

Result<NoteVerification::Outcome> execute(store::WriteTx& tx, NoteVerification const& command) {
  tx.run("ledger.insert_verification", in("at", command.at), in("findings", command.findings),
         in("first_finding", command.first_finding), in("journals", command.journals),
         in("head_hash", command.head_hash));
  if (command.findings > 0)
    open_alarm(tx, AlarmKind::verification_failed, {}, command.first_finding, command.at);
  else
    close_alarm(tx, AlarmKind::verification_failed, {}, command.at);
  tx.announce({Announcement::Kind::archive, 0});
  return NoteVerification::Outcome{};
}

}  // namespace e2ms::command
