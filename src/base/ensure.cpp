#include "e2ms/base/ensure.hpp"

#include <cstdlib>

#include "e2ms/base/log.hpp"

namespace e2ms {

void ensure_failed(char const* condition, char const* file, int line) noexcept {
  log::error("promise_broken", {{"condition", condition}, {"file", file}, {"line", line}});
  log::close();
  std::abort();
}

}  // namespace e2ms
