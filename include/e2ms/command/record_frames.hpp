#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/line_frame.hpp"
#include "e2ms/store/tx.hpp"

/// Recording what passes over a line, for people who look for a fault.
namespace e2ms::command {

enum class RecordingVerdict { done, unknown_line };

/// Wishes that the line is recorded for so long from now on. Asked again while it is recorded, it
/// goes on until the new end.
struct RecordFrames {
  ProjectId project;
  LineId line;
  Duration lasting;
  std::string actor;
  Instant at;

  struct Outcome {
    RecordingVerdict verdict;
  };
};
Result<RecordFrames::Outcome> execute(store::WriteTx& tx, RecordFrames const& command);

/// Ends it. Harmless when nothing is recorded.
struct StopRecording {
  ProjectId project;
  LineId line;
  std::string actor;
  Instant at;

  struct Outcome {
    RecordingVerdict verdict;
  };
};
Result<StopRecording::Outcome> execute(store::WriteTx& tx, StopRecording const& command);

/// Writes down what passed. Of a line that has more than `keep` the oldest go.
struct KeepFrames {
  LineId line;
  std::vector<LineFrame> frames;
  std::int64_t keep;

  struct Outcome {};
};
Result<KeepFrames::Outcome> execute(store::WriteTx& tx, KeepFrames const& command);

/// Forgets what passed before that moment, at most so many; to be repeated while something goes.
struct DropFrames {
  Instant before;
  std::int64_t at_most;

  struct Outcome {
    std::int64_t dropped;
  };
};
Result<DropFrames::Outcome> execute(store::WriteTx& tx, DropFrames const& command);

}  // namespace e2ms::command
