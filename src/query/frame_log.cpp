#include "e2ms/query/frame_log.hpp"

#include <algorithm>

namespace e2ms::query {

using store::in;

namespace {

// The longest frame in the pieces in which a slow modem hands it over.
constexpr std::int64_t kPiecesBefore = 16;

std::vector<FrameLog::Row> latest(store::ReadTx& tx, LineId line, FrameId until,
                                  std::int64_t at_most) {
  auto rows = tx.all<FrameLog::Row>("frame.latest", in("line", line), in("until", until),
                                    in("at_most", at_most));
  std::ranges::reverse(rows);
  return rows;
}

}  // namespace

Result<Recordings::Answer> answer(store::ReadTx& tx, Recordings const& question) {
  return tx.all<Recordings::Recording>("frame.recordings", in("at", question.at));
}

Result<FrameLog::Answer> answer(store::ReadTx& tx, FrameLog const& question) {
  FrameLog::Answer found;
  if (question.after)
    found.rows =
        tx.all<FrameLog::Row>("frame.following", in("line", question.line),
                              in("after", *question.after), in("at_most", question.at_most));
  else
    found.rows = latest(tx, question.line, FrameId{INT64_MAX}, question.at_most);
  if (!found.rows.empty())
    found.before =
        latest(tx, question.line, FrameId{found.rows.front().id.value - 1}, kPiecesBefore);
  return found;
}

}  // namespace e2ms::query
