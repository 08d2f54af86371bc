#pragma once

#include <string>
#include <vector>

#include "bench_folder.hpp"
#include "e2ms/store/open.hpp"

namespace e2ms::bench {

/// A database with many accounts of one meter each, priced by three periods, three tiers and a
/// service fee. Everybody uses enough in a day to come through all tiers.
class SettledTown {
 public:
  /// Midnight in the town, the first day of a month.
  static constexpr Instant kBegin{1'793'462'400'000};

  /// Makes the database: so many homes with a meter, nobody in them.
  SettledTown(std::string path, int homes);

  /// An account for every `step`th home from one on.
  void move_in(Instant at, std::size_t from_home = 0, std::size_t step = 1);
  /// The meters of all accounts at that moment; a wave in one commit.
  void read(Instant at);
  void read_one(store::WriteTx& tx, std::size_t home, Instant at) const;
  /// The night's settlement, command after command. How many journals it took.
  std::size_t settle(Instant at);
  void close_day(Instant until);

  store::Direct& direct() { return *direct_; }

 private:
  struct Home {
    RoomId room;
    MeterId meter;
    bool lived_in = false;
  };
  Home build(store::WriteTx& tx, std::string const& name) const;

  std::unique_ptr<store::Direct> direct_;
  ProjectId project_;
  LineId line_;
  MeterGroupId group_;
  TariffId tariff_;
  std::vector<Home> homes_;
};

/// Milliseconds of CPU, and of time, since construction.
class Stopwatch {
 public:
  Stopwatch();
  double cpu_ms() const;
  double ms() const;

 private:
  double cpu_;
  double wall_;
};

/// The night of so many accounts beside bare SQL that writes the same rows.
void measure_night(BenchFolder const& folder, int accounts);

/// One more reading of an account with a year behind it, and of one with an hour.
void measure_one_more_reading(BenchFolder const& folder, int accounts, int days_before);

/// The verification of so many accounts after so many days.
void measure_verification(BenchFolder const& folder, int accounts, int days_before);

}  // namespace e2ms::bench
