#pragma once

#include <stdlib.h>

#include <filesystem>
#include <string>

#include "e2ms/base/ensure.hpp"

namespace e2ms::bench {

/// A folder of its own within another; goes when it is done.
class BenchFolder {
 public:
  explicit BenchFolder(std::string const& within) {
    std::string pattern = within + "/e2ms-bench-XXXXXX";
    ENSURE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~BenchFolder() { std::filesystem::remove_all(path_); }
  BenchFolder(BenchFolder const&) = delete;

  std::string file(std::string const& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

}  // namespace e2ms::bench
