#pragma once

#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/protocol/greeting.hpp"

namespace e2ms::transport {

/// Takes out of a stream what a DTU adds on its own: heartbeats, and its registration when it
/// prefixes each packet with it. Only exact texts, and only before the first byte of an answer:
/// inside a frame the same bytes may be data.
class NoiseFilter {
 public:
  explicit NoiseFilter(std::vector<Bytes> texts);

  /// A request was sent: what comes next starts an answer.
  void expect_answer() { inside_answer_ = false; }

  /// Appends what is left of `arrived` to `out`. The beginning of a text is held back until it is
  /// clear whether it becomes one.
  void pass(ByteView arrived, Bytes& out);

 private:
  bool may_become_noise() const;

  protocol::Heartbeats known_;
  std::vector<Bytes> texts_;
  Bytes held_;
  bool inside_answer_ = false;
};

}  // namespace e2ms::transport
