#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "config.hpp"
#include "field_side.hpp"
#include "system_clock.hpp"
#include "system_entropy.hpp"

namespace e2ms::bench {

/// The daemon without its pages, in this process: store on disk, keepers, clockwork.
class Daemon {
 public:
  explicit Daemon(std::filesystem::path const& database);
  ~Daemon();
  Daemon(Daemon const&) = delete;
  Daemon& operator=(Daemon const&) = delete;

  void start();

  /// Readings that are committed, and doubtful ones among them.
  std::int64_t readings() const { return readings_; }
  std::size_t lines() const { return field_->figures().lines; }
  std::size_t lines_online() const { return field_->figures().lines_online; }
  std::uint16_t dial_in_port() const { return config_.dial_in_port; }
  store::Store& store() { return *store_; }

 private:
  daemon::Config config_;
  daemon::Models models_;
  daemon::SystemClock clock_;
  daemon::SystemEntropy entropy_;
  std::unique_ptr<store::Store> store_;
  std::optional<daemon::FieldSide> field_;
  std::atomic<std::int64_t> readings_ = 0;
};

/// CPU seconds so far of the threads of this process, by their names.
std::map<std::string, double> thread_seconds();

}  // namespace e2ms::bench
