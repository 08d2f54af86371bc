#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "backoff.hpp"
#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"

namespace e2ms::field {

/// What the keeper of a line does next.
struct Step {
  enum class Kind { order, ask, poll, clock, freeze, rest };
  Kind kind;
  MeterId meter;   ///< of all but a rest
  Duration until;  ///< of a rest
};

/// How often which class of data is wanted of a meter. The energy is the pulse; the others ride
/// along on its polls.
struct Rhythm {
  Duration energy;
  Duration momentary;
  Duration status;

  /// Everything with every poll.
  static Rhythm every(Duration interval) { return {interval, interval, interval}; }
  friend bool operator==(Rhythm const&, Rhythm const&) = default;
};

/// What the next poll of a meter brings besides the energy.
struct Riders {
  bool momentary;
  bool status;
};

/// When each meter of one line is due: new orders first, then what a person wants to know now, then
/// the orders that are tried again, then the most overdue poll. Between two orders that are tried
/// again one overdue poll has its turn: dead meters with orders do not keep the living ones from
/// being read. Pure: it knows no clock, every call says what time it is, as the clock's `elapsed`.
///
/// Polls stand on a grid of their interval, shifted by a phase that the meter's number decides, so
/// that neither the meters of a line nor the lines of a fleet beat in one pulse.
class Agenda {
 public:
  /// Meters that were not read lately are begun within this span.
  static constexpr Duration kFirstRound = seconds(10);

  /// Adds a meter or changes its rhythm. `since_read`: age of its last reading, if any.
  void add(MeterId meter, Rhythm const& rhythm, std::optional<Duration> since_read, Duration now);
  void remove(MeterId meter);
  std::vector<MeterId> meters() const;

  /// `may_poll`: false while the store has enough to do; orders and questions go on.
  Step next(Duration now, bool may_poll = true) const;

  /// An order was wished for, or may have changed: looked at at once, and the line with it.
  void want(MeterId meter);
  bool has_order(MeterId meter) const;
  /// The order is being looked at; what is wished from now on needs another look.
  void order_looked_at(MeterId meter);
  /// The order was tried in vain, and is tried again after a growing pause; the growth begins anew
  /// when it is another decision than the last time. `spent`: how long the bus was busy with it.
  void order_tried(MeterId meter, DecisionId decision, Duration spent, Duration now);
  /// Whether this decision is resting after a try.
  bool order_rests(MeterId meter, DecisionId decision, Duration now) const;
  /// Nothing is wished any more, except for what was wished since it was looked at.
  void order_done(MeterId meter);
  /// An order waits that should not wait for a poll to end.
  bool order_due(Duration now) const;

  /// A person wants it read now: looked at at once, and the line with it, also when the meter or
  /// the line was silent. `since`: when he asked.
  void ask(MeterId meter, Instant since);
  /// When it was asked for; nothing when it is not, or not any more.
  std::optional<Instant> asked(MeterId meter) const;
  void ask_over(MeterId meter);
  bool anybody_asks() const { return first_asked() != nullptr; }
  /// Those who have asked before that moment.
  std::vector<MeterId> asked_before(Instant moment) const;
  /// Something waits that should not wait for a poll to end.
  bool urgent(Duration now) const { return next(now).kind < Step::Kind::poll; }

  /// Of a meter that was added.
  Riders riders(MeterId meter, Duration now) const;

  void poll_answered(MeterId meter, Duration now);
  /// The meter answered, but not with a reading: it backs off, the line is fine.
  void poll_refused(MeterId meter, Duration now);
  /// It was read, but the reading could not be kept: that is nobody's fault here. Again soon.
  void poll_unkept(MeterId meter, Duration now);
  /// No answer. `spent`: how long the bus was busy with it.
  void poll_silent(MeterId meter, Duration spent, Duration now);
  /// The gateway says that no meter answered it: the line is fine.
  void poll_unreached(MeterId meter, Duration spent, Duration now);
  /// The reading is doubtful: once more, right away; a second time in a row, at its usual time.
  void poll_doubtful(MeterId meter, Duration now);

  /// So many meters were silent, one after the other, that the line is suspected.
  bool line_silent() const { return silent_in_a_row_ >= kSilentMeters; }
  /// A new connection: what was suspected of the old one says nothing.
  void line_restored();

 private:
  static constexpr std::size_t kSilentMeters = 3;

  struct Order {
    bool look = false;  ///< at once, whatever the pause
    Duration due{};
    DecisionId decision{};
    Backoff pause{seconds(2), minutes(5)};
  };
  struct Meter {
    MeterId id;
    Rhythm rhythm;
    Duration due;
    Duration momentary_due;
    Duration status_due;
    Backoff silence;
    bool reread = false;  ///< a doubtful reading is being read again
    std::optional<Order> order;
    std::optional<Instant> asked;
  };

  Meter const* due_order(Duration now) const;
  Meter const* first_asked() const;
  Meter const* most_overdue() const;
  Duration next_order() const;
  Meter* find(MeterId meter);
  Meter const* find(MeterId meter) const;
  static void back_off(Meter& meter, Duration at_least, Duration now);

  std::vector<Meter> meters_;
  bool poll_has_turn_ = false;  ///< an order was tried again since the last poll
  std::size_t silent_in_a_row_ = 0;
  Backoff line_pause_{seconds(2), minutes(5)};
  Duration silent_until_{};
};

}  // namespace e2ms::field
