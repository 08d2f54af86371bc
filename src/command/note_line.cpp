#include "e2ms/command/note_line.hpp"

#include "alarms.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

Result<NoteLine::Outcome> execute(store::WriteTx& tx, NoteLine const& command) {
  tx.run("field.set_line_state", in("line", command.line), in("online", command.online),
         in("peer", command.peer), in("at", command.at));
  AlarmSubject const subject{.line = command.line};
  if (command.online)
    close_alarm(tx, AlarmKind::line_down, subject, command.at);
  else
    open_alarm(tx, AlarmKind::line_down, subject, command.peer, command.at);
  tx.announce({Announcement::Kind::line, command.line.value});
  return NoteLine::Outcome{};
}

}  // namespace e2ms::command
