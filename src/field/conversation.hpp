#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>

#include "e2ms/device/dialogue.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/port/line.hpp"
#include "frame_tap.hpp"
#include "tally.hpp"

namespace e2ms::field {

/// How fast one may speak on a line.
struct Pace {
  Duration answer_time;  ///< what the network and the gateway may take at most
  Duration gap;          ///< shortest silence between two frames
};

/// Carries dialogues over one connection: sends, waits until the answer is complete or late, keeps
/// the pause between frames, and lets late answers run out before it speaks again. Made anew for
/// each connection, and tells the line's tally what becomes of its questions and its tap
/// what passes. `clock`, `tally` and `tap` outlive it; one dialogue at a time.
class Conversation {
 public:
  enum class End { finished, interrupted, line_down };

  /// Silence that must follow an answer that did not come in time, and a new connection: what a
  /// gateway kept for us arrives first.
  static constexpr Duration kQuiet = milliseconds(700);
  /// A line that never falls silent is spoken on after this.
  static constexpr Duration kLongestQuiet = seconds(5);

  Conversation(port::Clock& clock, Pace pace, Tally& tally, FrameTap& tap)
      : clock_(clock), pace_(pace), tally_(tally), tap_(tap) {}

  /// `interrupt` is asked before each frame. Arguments outlive the call.
  boost::asio::awaitable<End> hold(port::Line& line, device::Dialogue& dialogue,
                                   std::function<bool()> const& interrupt);

 private:
  boost::asio::awaitable<Result<void>> fall_silent(port::Line& line, Duration pause);
  boost::asio::awaitable<Result<bool>> listen(port::Line& line, device::Dialogue& dialogue,
                                              Duration within);

  void expect_owed_answer();
  void count(bool understood);

  port::Clock& clock_;
  Pace pace_;
  Tally& tally_;
  FrameTap& tap_;
  Bytes stream_;
  Duration asked_at_{};
  Duration spoke_at_{};
  /// When the first frame of those was sent that got no answer in time, until one is answered.
  std::optional<Duration> in_vain_since_;
  /// An answer to an earlier try was taken: when the one to the last try will have come.
  Duration owed_until_{};
  bool late_answers_ = true;
};

}  // namespace e2ms::field
