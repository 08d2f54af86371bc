#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/line.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/read_wish.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/reading_check.hpp"
#include "e2ms/domain/supply.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// The line of a meter.
struct LineOf {
  MeterId meter;

  struct Line {
    LineId id;
    std::string name;
    LineMode mode;
    Framing framing;
    bool online;
  };
  using Answer = std::optional<Line>;
};
Result<LineOf::Answer> answer(store::ReadTx& tx, LineOf const& question);

/// What changed of a meter: which one it replaced, by which it was replaced, and its ratios.
struct MeterChanges {
  MeterId meter;

  struct Ratio {
    Instant since;  ///< {0}: from the beginning
    std::int64_t ratio;
    std::string note;
    std::string actor;
    Instant at;
  };
  struct Answer {
    std::optional<Instant> retired_at;
    std::optional<MeterId> replaced_by;
    std::optional<MeterId> replaces;
    std::optional<Energy> rolls_at;  ///< where its registers begin again, if known
    std::vector<Ratio> ratios;       ///< those that stand, in order of time

    std::int64_t ratio_at(Instant at) const;
  };
};
Result<MeterChanges::Answer> answer(store::ReadTx& tx, MeterChanges const& question);

/// The newest wish to read a meter now.
struct ReadWishOf {
  MeterId meter;

  struct Wish {
    Instant asked_at;
    std::string actor;
    std::optional<Instant> answered_at;
    std::optional<ReadOutcome> outcome;
  };
  using Answer = std::optional<Wish>;
};
Result<ReadWishOf::Answer> answer(store::ReadTx& tx, ReadWishOf const& question);

/// A stored reading, registers before the ratio.
struct StoredReading {
  Instant taken_at;
  ReadingVerdict verdict;
  Energy total;
  std::optional<Energy> rate1, rate2, rate3, rate4, rate5;
  std::optional<std::int64_t> voltage_a_mv, voltage_b_mv, voltage_c_mv;
  std::optional<std::int64_t> current_a_ma, current_b_ma, current_c_ma;
  std::optional<std::int64_t> power_mw;
  std::optional<std::int64_t> power_factor_e3;
  std::optional<std::int64_t> frequency_mhz;
  std::optional<Relay> relay;
  ReadingSource source;
  /// What a person decided about it; all four or none.
  std::optional<ReadingDecision> decision;
  std::optional<std::string> note;
  std::optional<std::string> decided_by;
  std::optional<Instant> decided_at;
  /// Why a person took it back; all three or none.
  std::optional<std::string> void_note;
  std::optional<std::string> voided_by;
  std::optional<Instant> voided_at;
};

struct ReadingAt {
  MeterId meter;
  Instant at;
  using Answer = std::optional<StoredReading>;
};
Result<ReadingAt::Answer> answer(store::ReadTx& tx, ReadingAt const& question);

/// Readings of a meter in [from, to), newest first.
struct Readings {
  enum class Which { all = 0, accepted = 1, quarantined = 2 };
  MeterId meter;
  Instant from;
  Instant to;
  Which which;
  std::int64_t at_most;
  using Answer = std::vector<StoredReading>;
};
Result<Readings::Answer> answer(store::ReadTx& tx, Readings const& question);

/// Power over time and energy by local hour in [from, to), from accepted readings, each by the
/// ratio of its time.
struct LoadCurve {
  static constexpr std::size_t kMostPoints = 1500;
  MeterId meter;
  Instant from;
  Instant to;
  Zone zone;

  struct Power {
    Instant at;
    std::int64_t watt;
  };
  struct Hour {
    Instant from;
    Energy used;
    bool interpolated;  ///< a bound lies between two readings more than 15 minutes apart
  };
  struct Answer {
    std::vector<Power> power;
    std::vector<Hour> hours;
  };
};
Result<LoadCurve::Answer> answer(store::ReadTx& tx, LoadCurve const& question);

/// Decisions about a meter's supply with what became of them, newest first, before a number.
struct Decisions {
  static constexpr std::int64_t kMostSteps = 50;
  MeterId meter;
  DecisionId before = {INT64_MAX};
  std::int64_t at_most;

  struct Step {
    Instant at;
    SupplyStep step;
    std::int64_t detail;
  };
  struct Decision {
    DecisionId id;
    Instant at;
    SupplyVerdict verdict;
    SupplyReason reason;
    std::string note;
    std::string actor;
    std::optional<Money> posted;
    std::optional<Money> running;
    std::optional<Money> credit_limit;
    std::optional<Money> available;
    std::optional<Money> reconnect;
    std::optional<Money> overdue;
    std::optional<bool> subsidised;
    std::optional<Instant> reading_at;
    std::optional<SupplyReason> reason_before;
    std::optional<DecisionId> wished;  ///< the decision behind the present wish
    std::optional<Instant> wish_confirmed_at;
  };
  struct Traced {
    Decision decision;
    std::vector<Step> steps;
  };
  using Answer = std::vector<Traced>;
};
Result<Decisions::Answer> answer(store::ReadTx& tx, Decisions const& question);

}  // namespace e2ms::query
