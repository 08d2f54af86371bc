#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "backoff.hpp"
#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"

namespace e2ms::field {

/// One thing a meter is asked once in a while besides its readings.
struct Chore {
  enum class Kind {
    clock,   ///< look at its clock
    freeze,  ///< fetch what it noted at a midnight
  };
  Kind kind;
  MeterId meter;

  friend bool operator==(Chore const&, Chore const&) = default;
};

/// When the chores of one line are due. They go when no poll is; on a line that is always late, one
/// after so many polls. Pure: it knows no clock, every call says what time it is, as the clock's
/// `elapsed`.
class Chores {
 public:
  /// Polls between two chores on a line that never rests.
  static constexpr int kPollsBetween = 8;
  /// What is long due at the start is begun within this span.
  static constexpr Duration kFirstRound = seconds(30);

  /// One that is known already keeps its time.
  void add(Chore chore, Duration due);
  void remove(MeterId meter);
  std::vector<MeterId> meters() const;

  /// What is to be done now, of the meters that answer. `polls`: a poll is due.
  std::optional<Chore> next(bool polls, Duration now,
                            std::function<bool(MeterId)> const& answers) const;
  /// Until then nothing comes due by itself.
  Duration next_due(Duration now) const;

  void polled() { ++polls_; }
  void done(Chore chore, Duration due_again);
  /// Not now: at that time.
  void put_off(Chore chore, Duration until);
  /// No answer; again after a growing pause. `spent`: how long the bus was busy with it.
  void missed(Chore chore, Duration spent, Duration now);

 private:
  struct Entry {
    Chore chore;
    Duration due;
    Backoff pause{minutes(5), hours(4)};
  };
  Entry* find(Chore chore);

  std::vector<Entry> entries_;
  int polls_ = 0;  ///< since the last chore
};

/// When a clock is due that was last looked at so long ago, if ever.
Duration clock_due(MeterId meter, Duration interval, std::optional<Duration> since_looked,
                   Duration now);

}  // namespace e2ms::field
