#pragma once

#include <cstddef>

#include "e2ms/base/time.hpp"

namespace e2ms::http {

/// What one browser, or somebody who pretends to be one, may cost us.
struct Limits {
  std::size_t connections = 1024;
  /// A peer is an address, of IPv6 a /64.
  /// A whole building may sit behind one address of its carrier, so this is generous.
  std::size_t connections_per_peer = 256;
  std::size_t requests_per_connection = 10'000;
  std::size_t header_bytes = 16 * 1024;
  std::size_t body_bytes = 64 * 1024;
  std::size_t json_depth = 16;

  Duration handshake = seconds(10);
  /// From the first byte of a request to the end of its header; a trickle does not prolong it.
  Duration header = seconds(10);
  /// From the end of the header to the end of the body; a trickle does not prolong it.
  Duration body = seconds(30);
  /// From the whole request to its answer. Long: the writer may have a night's work before it.
  Duration answer = seconds(60);
  Duration idle = seconds(75);
  /// For each 64 KiB of an answer.
  Duration write = seconds(30);
  /// How long a refused peer may go on sending before we close in its face.
  Duration farewell = seconds(2);

  /// Of a line, that may be asked for at once.
  Duration longest_recording = days(1);

  /// How often deadlines are looked at, and so how late each of the above may strike.
  Duration sweep = milliseconds(500);
};

}  // namespace e2ms::http
