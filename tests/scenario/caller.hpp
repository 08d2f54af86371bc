#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace e2ms::scenario {

/// Somebody who connects to the port for gateways, and is not a simulated one. Never waits.
class Caller {
 public:
  explicit Caller(std::uint16_t port);
  ~Caller();
  Caller(Caller&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
  Caller& operator=(Caller&&) = delete;

  /// What the socket does not take is dropped; false when it takes nothing.
  bool say(std::string_view bytes);
  /// What was sent to us so far.
  std::string heard();
  /// Whether the other end has hung up.
  bool is_over();

 private:
  int socket_;
  std::string heard_;
};

}  // namespace e2ms::scenario
