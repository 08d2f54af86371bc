// A build without npm: the daemon serves its API and no pages.
#include "files.hpp"

namespace e2ms::web {

std::span<File const> files() {
  return {};
}

}  // namespace e2ms::web
