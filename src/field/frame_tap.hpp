#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "e2ms/domain/line_frame.hpp"

namespace e2ms::field {

/// What passes over one line while it is recorded, until it is written down. Closed, it costs one
/// look at a flag for each frame. No password leaves it.
class FrameTap {
 public:
  /// More pieces that nobody takes are counted and lost.
  static constexpr std::size_t kMostWaiting = 2000;
  /// So are those that would make more than so many bytes wait.
  static constexpr std::size_t kMostWaitingBytes = 1024 * 1024;

  bool is_open() const { return open_; }
  void open() { open_ = true; }
  void close();

  void sent(ByteView bytes, Instant at) { note(FrameDirection::sent, bytes, at); }
  void arrived(ByteView bytes, Instant at) { note(FrameDirection::arrived, bytes, at); }

  /// All since the last time.
  std::vector<LineFrame> take();
  std::int64_t lost() const { return lost_; }

 private:
  void note(FrameDirection direction, ByteView bytes, Instant at);

  bool open_ = false;
  std::vector<LineFrame> waiting_;
  std::size_t waiting_bytes_ = 0;
  /// The end of what arrived before: a password may begin there and end in what comes.
  Bytes before_;
  std::int64_t lost_ = 0;
};

}  // namespace e2ms::field
