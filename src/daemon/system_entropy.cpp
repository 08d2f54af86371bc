#include "system_entropy.hpp"

#include <sys/random.h>

#include "e2ms/base/ensure.hpp"

namespace e2ms::daemon {

Bytes SystemEntropy::bytes(std::size_t count) {
  Bytes random(count);
  std::size_t filled = 0;
  while (filled < count) {
    auto const got = ::getrandom(random.data() + filled, count - filled, 0);
    ENSURE(got > 0);
    filled += static_cast<std::size_t>(got);
  }
  return random;
}

}  // namespace e2ms::daemon
