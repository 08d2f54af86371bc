#pragma once

#include <optional>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/reading_check.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A meter as its readings are judged. Columns of meter.for_reading.
struct ReadMeter {
  MeterId id;
  std::int64_t max_power_w;
  std::int64_t ratio;  ///< of energy after its last reading
  bool has_relay;
  std::optional<AccountId> account;
  std::optional<Instant> opening_at;
  std::optional<Instant> last_at;
  std::optional<Energy> last_total;
  std::int64_t doubtful;              ///< since the last accepted one
  bool known;                         ///< a reading of the asked instant is kept already
  bool doubt_alarm;                   ///< the alarm about doubtful readings is open
  bool asked;                         ///< a person waits for a reading
  std::optional<Energy> rolls_at;     ///< where its registers begin again, if known
  std::optional<Instant> retired_at;  ///< then the account is the one that had it at last
  Medium medium;

  RegisterLimits limits() const { return {max_power_w, rolls_at}; }
  std::optional<LastReading> last() const {
    if (!last_at) return std::nullopt;
    return LastReading{*last_at, *last_total};
  }
};

/// Everything a reading is judged by, in one look. Nothing for an unknown meter.
std::optional<ReadMeter> read_meter(store::ReadTx& tx, MeterId meter, Instant at);

struct Baseline {
  Instant at;
  Energy total;
  std::optional<std::int64_t> power_mw;
};

/// The energy up to it was used: goes on the account's running charge.
Result<void> charge_up_to(store::WriteTx& tx, ReadMeter const& meter, Baseline const& next);

/// From here on readings are judged against it, and energy counts from it. Opens the account's
/// part in the meter where that is still to come.
void set_baseline(store::WriteTx& tx, ReadMeter const& meter, Baseline const& next);

}  // namespace e2ms::command
