#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "town.hpp"

namespace e2ms::simulation {

/// A payment somebody wants to make, with the key it is tried with.
struct Intent {
  AccountId account;
  Money amount;
  std::string reference;
  bool tried = false;
  bool answered = false;
  int credited = 0;
  TopUpId top_up{};
};

using Findings = std::vector<std::string>;

/// What must be true of the town, asked of the database in plain SQL and of the meters themselves,
/// with arithmetic of its own.
class Checks {
 public:
  Checks(Town& town, Instant start) : town_(town), start_(start) {}

  /// True at any moment, whatever is broken.
  void daily(Instant now, std::vector<Intent> const& intents);
  /// True once everything has healed, people are quiet and no load is on.
  void at_end(Instant now, std::vector<Intent> const& intents);

  void terms_change(Instant at) { terms_change_at_ = at; }
  void found(std::string what);
  Findings const& findings() const { return findings_; }
  /// SHA-256 over all facts and all relay movements.
  std::string digest();

 private:
  void none(std::string const& what, std::string const& count);

  void check_ledger();
  void check_wallets();
  void check_top_ups(std::vector<Intent> const& intents);
  void check_cut_offs();
  void check_confirmed_relays(Instant now);
  void check_unread(Instant now);
  void check_energy(Instant now);
  void check_days();
  void check_money();
  std::vector<std::tuple<std::int64_t, std::int64_t, bool>> readings(std::int64_t meter,
                                                                     std::int64_t from);
  void check_policy();
  void check_moves();
  void check_moves_of(Place const& place, std::vector<RelayMove> const& moves);

  Town& town_;
  Instant start_;
  Instant terms_change_at_{};
  Findings findings_;
};

}  // namespace e2ms::simulation
