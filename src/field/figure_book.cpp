#include "figure_book.hpp"

#include <utility>

#include "e2ms/base/log.hpp"
#include "line_keeper.hpp"

namespace e2ms::field {
namespace {

/// When the next poll is due follows from what was asked before; by itself it is no news.
bool same(LineFigures const& before, LineFigures now) {
  if (before.next_poll && now.next_poll) now.next_poll = before.next_poll;
  return before == now;
}

}  // namespace

boost::asio::awaitable<void> FigureBook::keep_writing() {
  Duration const turn_time{ports_.figures_every.ms / kTurns};
  for (std::int64_t turn = 0;; turn = (turn + 1) % kTurns) {
    co_await ports_.clock.sleep(turn_time);
    command::NoteFigures note{changed(turn), ports_.clock.now()};
    if (note.lines.empty()) continue;
    auto const lines = note.lines;
    auto const noted = co_await ports_.store.submit(std::move(note));
    bool const refused_before = std::exchange(refused_, !noted);
    if (!noted && !refused_before) log::warn("line_figures_not_kept", {{"fault", noted.fault()}});
    if (!noted) continue;
    for (auto const& line : lines) written_[line.id] = line.figures;
  }
}

std::vector<command::NoteFigures::Line> FigureBook::changed(std::int64_t turn) const {
  std::vector<command::NoteFigures::Line> lines;
  for (auto const& [id, keeper] : keepers_) {
    if (id.value % kTurns != turn) continue;
    auto const figures = keeper->figures();
    auto const before = written_.find(id);
    if (before == written_.end() || !same(before->second, figures)) lines.push_back({id, figures});
  }
  return lines;
}

}  // namespace e2ms::field
