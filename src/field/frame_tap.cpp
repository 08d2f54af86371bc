#include "frame_tap.hpp"

#include <algorithm>
#include <utility>

#include "e2ms/protocol/secrets.hpp"

namespace e2ms::field {

void FrameTap::close() {
  open_ = false;
  waiting_.clear();
  waiting_bytes_ = 0;
  before_.clear();
}

void FrameTap::note(FrameDirection direction, ByteView bytes, Instant at) {
  if (!open_ || bytes.empty()) return;
  if (waiting_.size() >= kMostWaiting || bytes.size() > kMostWaitingBytes - waiting_bytes_) {
    ++lost_;
    return;
  }
  waiting_bytes_ += bytes.size();
  waiting_.push_back({at, direction, Bytes(bytes.begin(), bytes.end()), false});
}

std::vector<LineFrame> FrameTap::take() {
  auto frames = std::exchange(waiting_, {});
  waiting_bytes_ = 0;
  // Everything that arrived is one stream, in which an echo of a question may come in pieces.
  auto stream = before_;
  for (auto const& frame : frames)
    if (frame.direction == FrameDirection::arrived)
      stream.insert(stream.end(), frame.bytes.begin(), frame.bytes.end());
  auto shown = stream;
  protocol::hide_secrets(shown);
  auto next = shown.begin() + static_cast<std::ptrdiff_t>(before_.size());
  for (auto& frame : frames) {
    auto const written = frame.bytes;
    if (frame.direction == FrameDirection::sent) {
      protocol::hide_secrets(frame.bytes);
    } else {
      std::copy_n(next, frame.bytes.size(), frame.bytes.begin());
      next += static_cast<std::ptrdiff_t>(frame.bytes.size());
    }
    frame.hidden = frame.bytes != written;
  }
  auto const kept = std::min(stream.size(), protocol::kSecretReach);
  before_.assign(stream.end() - static_cast<std::ptrdiff_t>(kept), stream.end());
  return frames;
}

}  // namespace e2ms::field
