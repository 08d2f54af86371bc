#include "conversation.hpp"

#include <algorithm>

namespace e2ms::field {
namespace {

// A byte at 2400 baud, with some air.
constexpr Duration kByteTime = milliseconds(5);

}  // namespace

boost::asio::awaitable<Conversation::End> Conversation::hold(
    port::Line& line, device::Dialogue& dialogue, std::function<bool()> const& interrupt) {
  in_vain_since_.reset();
  while (!interrupt()) {
    auto const request = dialogue.next(clock_.now());
    if (!request) co_return End::finished;

    auto const silent = co_await fall_silent(line, request->pause);
    if (!silent) co_return End::line_down;
    stream_.clear();
    ByteView const frame(request->bytes);
    if (tap_.is_open()) tap_.sent(frame, clock_.now());
    auto const sent = co_await line.write(frame, pace_.answer_time);
    asked_at_ = spoke_at_ = clock_.elapsed();
    if (!sent) {
      // Half a frame may stand in the socket: nothing sensible can follow it.
      line.close();
      co_return End::line_down;
    }
    if (!request->expects_answer) continue;
    auto const transfer = kByteTime * static_cast<std::int64_t>(request->longest_answer);
    auto const within = std::max(pace_.answer_time, request->answer_within) + transfer;
    auto const heard = co_await listen(line, dialogue, within);
    spoke_at_ = clock_.elapsed();
    if (!heard) co_return End::line_down;
    if (*heard && request->answers_look_alike) expect_owed_answer();
  }
  co_return End::interrupted;
}

/// Drops what arrives until the line has been silent for long enough.
boost::asio::awaitable<Result<void>> Conversation::fall_silent(port::Line& line, Duration pause) {
  auto const begin = clock_.elapsed();
  // Counted from the last frame: a bus that has rested since the last poll need not rest again.
  auto const earliest = spoke_at_ + std::max(pause, pace_.gap);
  auto until = earliest;
  if (late_answers_)
    until = std::max({until, begin + kQuiet, std::min(owed_until_, begin + kLongestQuiet)});
  auto const limit = until + kLongestQuiet;
  Bytes dropped;
  for (;;) {
    auto const left = until - clock_.elapsed();
    auto const arrived = co_await line.read(dropped, left);
    if (tap_.is_open()) tap_.arrived(dropped, clock_.now());
    dropped.clear();
    if (arrived) {
      auto const quiet = std::min(clock_.elapsed() + kQuiet, limit);
      if (late_answers_) until = std::max(earliest, quiet);
      continue;
    }
    if (arrived.fault().code == FaultCode::line_down) co_return arrived;
    late_answers_ = false;
    co_return Result<void>();
  }
}

/// Whether something answered. A fault only when the line is gone; what the meter did is the
/// dialogue's business.
boost::asio::awaitable<Result<bool>> Conversation::listen(port::Line& line,
                                                          device::Dialogue& dialogue,
                                                          Duration within) {
  auto const until = clock_.elapsed() + within;
  for (;;) {
    auto const left = until - clock_.elapsed();
    auto const before = stream_.size();
    auto const arrived = co_await line.read(stream_, left);
    if (tap_.is_open()) tap_.arrived(ByteView(stream_).subspan(before), clock_.now());
    if (!arrived) {
      if (arrived.fault().code == FaultCode::line_down) co_return arrived.fault();
      late_answers_ = true;
      if (!in_vain_since_) in_vain_since_ = asked_at_;
      tally_.silent(clock_.elapsed());
      dialogue.timed_out();
      co_return false;
    }
    auto const at = clock_.now();
    tally_.heard(at);
    auto const progress = dialogue.take(stream_, at);
    bool const over = !progress || *progress == device::Progress::answered;
    if (!over) continue;
    count(progress.has_value());
    co_return true;
  }
}

void Conversation::count(bool understood) {
  auto const now = clock_.elapsed();
  if (understood)
    tally_.answered(now - asked_at_, now);
  else
    tally_.refused(now);
}

/// A question was asked more than once, and this may have been the answer to the first time. The
/// other ones take as long, and must not be taken for answers to the next question.
void Conversation::expect_owed_answer() {
  if (!in_vain_since_) return;
  auto const took = clock_.elapsed() - *in_vain_since_;
  owed_until_ = asked_at_ + took + kQuiet;
  late_answers_ = true;
  in_vain_since_.reset();
}

}  // namespace e2ms::field
