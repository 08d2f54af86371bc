#pragma once

#include <memory>
#include <string>

#include "e2ms/base/time.hpp"
#include "world.hpp"

namespace e2ms::scenario {

/// A site whose daemon believes in another time: its wall clock stands where the test sets it, so
/// months can be lived through in seconds. Its meters are never reached; readings are typed in.
class PastHouse {
 public:
  /// Made by `e2ms init` at that moment, so that the accounts of the site begin then.
  PastHouse(json const& site, Instant begin);

  /// Starts the daemon at a later moment and signs in as manager. What its nights should have done
  /// since the last start is done when this returns.
  void start(Instant now);
  void stop();

  Client& manager() { return *manager_; }
  Ran verify() const { return run({E2MS_PROGRAM, "verify", folder_ / "e2ms.db"}); }

 private:
  std::vector<std::string> words(Instant now, std::vector<std::string> rest) const;

  Folder folder_;
  std::uint16_t web_port_;
  bool had_nights_ = false;
  std::string password_;
  std::unique_ptr<Process> daemon_;
  std::optional<Client> manager_;
};

}  // namespace e2ms::scenario
