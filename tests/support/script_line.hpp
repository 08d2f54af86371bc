#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/port/line.hpp"
#include "e2ms/transport/parking.hpp"
#include "support/virtual_clock.hpp"

namespace e2ms::test {

/// The far end of a line, in a test's hands: what was written, and what shall arrive when. Shared
/// by the test and the line, of which either may go first.
class FarEnd : public std::enable_shared_from_this<FarEnd> {
 public:
  /// Called with each frame that is written; usually answers with `send`.
  using Play = std::function<void(FarEnd& end, Bytes const& frame)>;

  FarEnd(VirtualClock& clock, Play play) : clock_(clock), play_(std::move(play)) {}

  /// The near end of this wire, for whoever talks. One at a time.
  std::unique_ptr<port::Line> line(std::string peer = "script");

  /// Lets bytes arrive after that span, if the line is still open then.
  void send(Bytes bytes, Duration after = {});
  /// The connection ends, as seen from the near end.
  void hang_up();
  /// Called in a later turn of the loop when the line has ended.
  void when_down(std::function<void()> call) { when_down_ = std::move(call); }

  struct Frame {
    Duration at;  ///< elapsed
    Bytes bytes;
  };
  std::vector<Frame> const& written() const { return written_; }
  bool is_open() const { return open_; }

 private:
  friend class ScriptLine;

  VirtualClock& clock_;
  Play play_;
  std::vector<Frame> written_;
  Bytes arrived_;
  transport::Parking waiting_;
  std::function<void()> when_down_;
  bool open_ = true;
};

}  // namespace e2ms::test
