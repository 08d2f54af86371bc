#include "e2ms/command/record_frames.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;
using Verdict = RecordingVerdict;

namespace {

bool is_of(store::WriteTx& tx, LineId line, ProjectId project) {
  return tx.one<ProjectId>("archive.line_project", in("line", line)) == project;
}

template <class Command>
void audit(store::WriteTx& tx, Command const& command, std::string_view action,
           std::string const& after) {
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", action), in("subject", "line:" + std::to_string(command.line.value)),
         in("before", ""), in("after", after));
  tx.announce({Announcement::Kind::recording, command.line.value});
}

}  // namespace

Result<RecordFrames::Outcome> execute(store::WriteTx& tx, RecordFrames const& command) {
  ENSURE(command.lasting.ms > 0);
  if (!is_of(tx, command.line, command.project))
    return RecordFrames::Outcome{Verdict::unknown_line};
  auto const until = command.at + command.lasting;
  tx.run("frame.record", in("line", command.line), in("at", command.at), in("until", until),
         in("actor", command.actor));
  audit(tx, command, "recording_begun", "until " + to_iso(until));
  return RecordFrames::Outcome{Verdict::done};
}

Result<StopRecording::Outcome> execute(store::WriteTx& tx, StopRecording const& command) {
  if (!is_of(tx, command.line, command.project))
    return StopRecording::Outcome{Verdict::unknown_line};
  auto const until = tx.one<Instant>("frame.recorded_until", in("line", command.line));
  if (!until || *until <= command.at) return StopRecording::Outcome{Verdict::done};
  tx.run("frame.stop_recording", in("line", command.line));
  audit(tx, command, "recording_ended", "");
  return StopRecording::Outcome{Verdict::done};
}

Result<KeepFrames::Outcome> execute(store::WriteTx& tx, KeepFrames const& command) {
  ENSURE(command.keep > 0);
  auto const line = in("line", command.line);
  for (auto const& frame : command.frames)
    tx.run("frame.insert", line, in("at", frame.at), in("direction", frame.direction),
           in("hidden", frame.hidden), in("bytes", to_hex(frame.bytes)));
  tx.run("frame.drop_surplus", line, in("keep", command.keep));
  tx.announce({Announcement::Kind::frames, command.line.value});
  return KeepFrames::Outcome{};
}

Result<DropFrames::Outcome> execute(store::WriteTx& tx, DropFrames const& command) {
  auto const old = tx.all<std::int64_t>("frame.old", in("before", command.before),
                                        in("at_most", command.at_most));
  for (auto const frame : old) tx.run("frame.drop", in("frame", frame));
  return DropFrames::Outcome{static_cast<std::int64_t>(old.size())};
}

}  // namespace e2ms::command
