#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <unordered_map>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/command/note_figures.hpp"
#include "e2ms/field/ports.hpp"

namespace e2ms::field {

class LineKeeper;

/// Writes down how each line does, once in FieldPorts::figures_every and only when that changed.
/// That time has sixty turns, each line belongs to one of them, and the lines of a turn share a
/// command: ten thousand lines do not write in one pulse. Lives on the field loop; what it is made
/// of outlives it.
class FigureBook {
 public:
  using Keepers = std::unordered_map<LineId, std::unique_ptr<LineKeeper>>;

  FigureBook(FieldPorts const& ports, Keepers const& keepers) : ports_(ports), keepers_(keepers) {}

  /// Until cancelled.
  boost::asio::awaitable<void> keep_writing();

 private:
  static constexpr std::int64_t kTurns = 60;

  std::vector<command::NoteFigures::Line> changed(std::int64_t turn) const;

  FieldPorts const& ports_;
  Keepers const& keepers_;
  std::unordered_map<LineId, LineFigures> written_;
  bool refused_ = false;  ///< the last time
};

}  // namespace e2ms::field
