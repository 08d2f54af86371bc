#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "e2ms/base/time.hpp"

namespace e2ms::http {

/// How often somebody may try. Every attempt takes one; one comes back after each `refill`. The
/// last one locks for `refill`, the next time for twice as long, up to `longest_lock`; after that
/// long without a lock it begins anew.
struct AttemptRule {
  int attempts;
  Duration refill;
  Duration longest_lock;
};

/// Attempts by key. Bounded: the key that was quiet for longest is forgotten first.
class AttemptBook {
 public:
  static constexpr std::size_t kKeys = 10'000;

  explicit AttemptBook(AttemptRule rule) : rule_(rule) {}

  /// Takes an attempt; how long to wait when there is none left, else zero.
  Duration take(std::string const& key, Duration now);
  /// Gives one attempt back: it was a good one.
  void give_back(std::string const& key);
  void forget(std::string const& key);

 private:
  struct Entry {
    std::string key;
    int left;
    int locks = 0;
    Duration counted_at;
    Duration locked_until;
  };
  Entry& entry(std::string const& key, Duration now);
  void refill(Entry& entry, Duration now) const;

  AttemptRule rule_;
  std::list<Entry> entries_;  ///< the one used last in front
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

/// The guard before the password check, by address and by name. Lives on the web loop; `now` is
/// the clock's elapsed time, so that nobody is let in by setting the clock.
class SignInLimit {
 public:
  struct Attempt {
    std::string const& peer;
    std::string const& name;
  };

  /// Zero: may try now. Else the time to wait.
  Duration take(Attempt attempt, Duration now);
  void succeeded(Attempt attempt);

 private:
  std::string key_of(Attempt attempt) const;

  AttemptBook peers_{{.attempts = 20, .refill = seconds(15), .longest_lock = minutes(15)}};
  AttemptBook names_{{.attempts = 5, .refill = seconds(60), .longest_lock = minutes(15)}};
  /// Four digits are ten thousand guesses: who waits for the end of each lock shall need years.
  AttemptBook days_{{.attempts = 30, .refill = minutes(48), .longest_lock = hours(24)}};
  /// Who signed in with this name from this address before has attempts of his own, so that a
  /// stranger who keeps guessing cannot lock him out.
  std::unordered_set<std::string> known_;
};

}  // namespace e2ms::http
