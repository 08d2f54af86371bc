#include "e2ms/command/note_figures.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

Result<NoteFigures::Outcome> execute(store::WriteTx& tx, NoteFigures const& command) {
  for (auto const& [line, figures] : command.lines) {
    tx.run("line.set_figures", in("line", line), in("at", command.at), in("asked", figures.asked),
           in("answered", figures.answered), in("refused", figures.refused),
           in("silent", figures.silent), in("round_trip", figures.round_trip),
           in("last_round_trip", figures.last_round_trip), in("heard_at", figures.heard_at),
           in("next_poll", figures.next_poll), in("meters_silent", figures.meters_silent));
    tx.announce({Announcement::Kind::line_figures, line.value});
  }
  return NoteFigures::Outcome{};
}

}  // namespace e2ms::command
