#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/line.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// What is read over which line. Asked at start and after archives changed.
struct FleetPlan {
  Instant at;  ///< what was noted later was noted by a clock that ran ahead

  struct Meter {
    MeterId id;
    LineId line;
    std::string address;
    std::string model;
    std::optional<std::string> password;
    bool has_relay;
    Duration energy;
    Duration momentary;
    Duration status;
    Duration clock;
    bool freezes;
    std::optional<Instant> last_read;
    std::optional<Instant> clock_looked;  ///< when its clock was last looked at
    std::optional<Instant> last_freeze;   ///< the newest midnight it was asked for
    std::optional<std::string> refused;   ///< what it was found not to have ...
    std::optional<Instant> refused_since;
    bool knows_registers;  ///< where its registers begin again
    Medium medium;
  };
  struct Line {
    LineId id;
    std::string name;
    LineMode mode;
    std::optional<std::string> host;
    std::optional<std::int64_t> port;
    std::optional<std::string> registration;
    std::optional<std::string> device;
    std::optional<std::int64_t> baud;
    std::optional<Parity> parity;
    std::optional<std::int64_t> data_bits;
    std::optional<std::int64_t> stop_bits;
    Framing framing;
    std::string heartbeats;  ///< hex, separated by spaces
    Duration answer_time;
    Duration gap;

    /// Of a serial line.
    SerialPort serial() const {
      return {device.value_or(""), baud.value_or(0), parity.value_or(Parity::none),
              data_bits.value_or(0), stop_bits.value_or(0)};
    }
  };
  struct Answer {
    std::vector<Line> lines;
    std::vector<Meter> meters;  ///< in order of line
  };
};
Result<FleetPlan::Answer> answer(store::ReadTx& tx, FleetPlan const& question);

/// Orders that are wanted and not yet read back.
struct SupplyGaps {
  struct Gap {
    MeterId meter;
    LineId line;
    Relay wanted;
    DecisionId decision;
    std::int64_t attempts;
  };
  using Answer = std::vector<Gap>;
};
Result<SupplyGaps::Answer> answer(store::ReadTx& tx, SupplyGaps const& question);

/// The open order of one meter, if any: what the keeper reads again before it sends.
struct SupplyGapOf {
  MeterId meter;
  using Answer = std::optional<SupplyGaps::Gap>;
};
Result<SupplyGapOf::Answer> answer(store::ReadTx& tx, SupplyGapOf const& question);

/// Meters that a person wants to be read now, the oldest wish first.
struct ReadWishes {
  Instant at;

  struct Wish {
    MeterId meter;
    Instant asked_at;
  };
  using Answer = std::vector<Wish>;
};
Result<ReadWishes::Answer> answer(store::ReadTx& tx, ReadWishes const& question);

/// Projects and how far the clockwork got in each of its jobs.
struct ClockJobs {
  struct Project {
    ProjectId id;
    std::string time_zone;
  };
  struct Job {
    std::string name;
    Instant done_through;
  };
  struct Answer {
    std::vector<Project> projects;
    std::vector<Job> jobs;
  };
};
Result<ClockJobs::Answer> answer(store::ReadTx& tx, ClockJobs const& question);

}  // namespace e2ms::query
