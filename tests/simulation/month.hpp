#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks.hpp"
#include "dice.hpp"
#include "e2ms/command/take_payment.hpp"
#include "life.hpp"
#include "town.hpp"

namespace e2ms::simulation {

/// How much happened; a month in which nothing went wrong proves nothing.
struct Tally {
  std::int64_t lives = 1;
  std::int64_t refused = 0;
  std::int64_t faults = 0;
  std::int64_t payments = 0;
  std::int64_t holds = 0;
  std::int64_t decisions = 0;
  std::int64_t moves = 0;
  std::int64_t surveys = 0;
  std::int64_t swaps = 0;
  std::int64_t ratios = 0;
};

/// A month of the town: the daemon's field side in virtual time, people who pay and switch, and
/// everything that goes wrong, all of it from one number.
class Month {
 public:
  Month(std::uint64_t seed, int days);

  void run();
  Findings const& findings() const { return checks_.findings(); }
  Tally const& tally() const { return tally_; }
  /// Of all facts and relay movements.
  std::string digest();
  Town& town() { return town_; }

 private:
  void at(Instant when, std::function<void()> what) { plan_.emplace(when.ms, std::move(what)); }
  void after(std::int64_t least_s, std::int64_t most_s, std::function<void()> what);
  void pass_to(Instant when);
  void begin_life();
  Fate fate();
  bool crash_at_frame();
  void arm_crash();
  bool calm() const { return now_ >= calm_from_; }

  void plan_people();
  void tenant_turn(AccountId account, bool lazy);
  void pay(std::size_t intent);
  void paid(std::size_t intent, Result<command::TakePayment::Outcome> const& outcome);
  void manager_turn();
  void hold(MeterId meter, std::optional<Relay> wanted);
  void reverse_some();
  void doubts_turn();
  void decide(Place const& place, Instant taken_at, std::int64_t read_wh);

  void plan_faults();
  void something_fails();
  void line_fails(Gateway& gateway);
  void meter_fails(Place const& place);
  void connection_fails(std::size_t gateway);
  e2ms_sim::LineFaults line_faults();
  void redial();
  void heal();
  void rest();
  void surveyor_turn();
  void fitter_turn();
  void report(std::size_t fitting);
  void ratio_turn();
  void correct(WrongRatio const& wrong);

  Dice dice_;
  Instant start_;
  Instant now_;
  Instant end_;
  Instant calm_from_;  ///< no faults and no people from here on
  Instant rest_from_;  ///< no load any more: what is read is what is true
  Town town_;
  Checks checks_;
  std::vector<Intent> intents_;
  std::multimap<std::int64_t, std::function<void()>> plan_;
  std::int64_t crash_in_writes_ = 0;
  std::int64_t crash_in_frames_ = 0;
  Tally tally_;
  std::unique_ptr<Life> life_;
};

}  // namespace e2ms::simulation
