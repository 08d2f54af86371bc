#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/line_frame.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// The lines that are to be recorded at a moment, and until when.
struct Recordings {
  Instant at;

  struct Recording {
    LineId line;
    Instant until;
  };
  using Answer = std::vector<Recording>;
};
Result<Recordings::Answer> answer(store::ReadTx& tx, Recordings const& question);

/// What passed over a line, in its order: what followed the piece `after`, or the latest when there
/// is none.
struct FrameLog {
  LineId line;
  std::optional<FrameId> after;
  std::int64_t at_most;

  struct Row {
    FrameId id;
    Instant at;
    FrameDirection direction;
    bool hidden;
    std::string bytes;  ///< hex
  };
  struct Answer {
    /// Some pieces that passed before the first row: a frame may begin there.
    std::vector<Row> before;
    std::vector<Row> rows;
  };
};
Result<FrameLog::Answer> answer(store::ReadTx& tx, FrameLog const& question);

}  // namespace e2ms::query
