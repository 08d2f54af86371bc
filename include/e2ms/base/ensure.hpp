#pragma once

namespace e2ms {

/// Logs the broken promise and aborts. Nobody can repair our own mistake at run time: systemd
/// restarts the daemon and the tables say what is left to do.
[[noreturn]] void ensure_failed(char const* condition, char const* file, int line) noexcept;

}  // namespace e2ms

/// States what must be true here if the code is right. Never for input from the world.
#define ENSURE(condition) \
  ((condition) ? static_cast<void>(0) : ::e2ms::ensure_failed(#condition, __FILE__, __LINE__))
