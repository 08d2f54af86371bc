#include "recorder.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <utility>
#include <vector>

#include "e2ms/base/log.hpp"
#include "e2ms/command/record_frames.hpp"
#include "e2ms/port/task_end.hpp"
#include "e2ms/query/frame_log.hpp"
#include "line_keeper.hpp"

namespace e2ms::field {

void Recorder::look() {
  look_ = true;
  if (stopping_ || std::exchange(running_, true)) return;
  boost::asio::co_spawn(
      ports_.loop, run(),
      boost::asio::bind_cancellation_slot(signal_.slot(), [this](std::exception_ptr thrown) {
        port::let_end(thrown);
        running_ = false;
        if (look_ && !stopping_) return look();
        at_rest_();
      }));
}

void Recorder::stop() {
  stopping_ = true;
  signal_.emit(boost::asio::cancellation_type::terminal);
}

boost::asio::awaitable<void> Recorder::run() {
  while (!stopping_) {
    if (std::exchange(look_, false)) co_await learn();
    co_await write();
    end_what_is_over();
    if (until_.empty() && !look_) co_return;
    co_await ports_.clock.sleep(kBeat);
  }
}

/// Who is recorded, and until when. What a line that no longer is had still to say is written.
boost::asio::awaitable<void> Recorder::learn() {
  query::Recordings const question{ports_.clock.now()};
  auto const wanted = co_await ports_.store.ask(question);
  if (!wanted) {
    if (!std::exchange(unread_, true))
      log::warn("recordings_not_read", {{"fault", wanted.fault()}});
    look_ = true;
    co_return;
  }
  unread_ = false;
  co_await write();
  auto before = std::exchange(until_, {});
  for (auto const& [line, until] : *wanted) {
    until_[line] = until;
    if (auto* const tap = tap_of(line)) tap->open();
    if (!before.contains(line))
      log::info("recording_begun", {{"line", line}, {"until", to_iso(until)}});
    before.erase(line);
  }
  for (auto const& [line, until] : before) {
    if (auto* const tap = tap_of(line)) tap->close();
    log::info("recording_ended", {{"line", line}});
  }
}

boost::asio::awaitable<void> Recorder::write() {
  std::vector<LineId> lines;
  for (auto const& [line, until] : until_) lines.push_back(line);
  for (auto const line : lines) co_await write(line);
}

boost::asio::awaitable<void> Recorder::write(LineId line) {
  auto* const tap = tap_of(line);
  if (!tap) co_return;
  command::KeepFrames keep{line, tap->take(), ports_.frames_per_line};
  if (keep.frames.empty()) co_return;
  auto const kept = co_await ports_.store.submit(std::move(keep));
  bool const refused_before = std::exchange(refused_, !kept);
  if (!kept && !refused_before)
    log::warn("frames_not_kept", {{"line", line}, {"fault", kept.fault()}});
}

void Recorder::end_what_is_over() {
  auto const now = ports_.clock.now();
  std::erase_if(until_, [&](auto const& recorded) {
    if (now < recorded.second) return false;
    if (auto* const tap = tap_of(recorded.first)) tap->close();
    log::info("recording_ended", {{"line", recorded.first}});
    return true;
  });
}

FrameTap* Recorder::tap_of(LineId line) const {
  auto const keeper = keepers_.find(line);
  return keeper == keepers_.end() ? nullptr : &keeper->second->tap();
}

}  // namespace e2ms::field
