#pragma once

#include <array>
#include <optional>
#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A meter was taken out and another one built in: closing reading of the one, opening reading of
/// the other, at one instant that may lie in the past. The energy up to the closing is charged, the
/// other's counts from its opening; account, tiers and a person's hold of the supply go on. The old
/// one keeps its history, is asked nothing more and has no orders and alarms left. Whatever was
/// read of it after that instant, and did not count, goes on not counting. Repeating it changes
/// nothing.
struct SwapMeter {
  struct Registers {
    Energy total;
    std::array<std::optional<Energy>, 5> rates = {};  ///< those that a tariff prices must be there
  };
  MeterId meter;
  Instant closed_at;
  Registers closing;
  Registers opening;
  std::string address;  ///< may be that of the old one
  std::string model;    ///< checked by the caller against the loaded models, as the next two
  bool has_relay;       ///< a valve counts where the old meter's did
  std::optional<Energy> rolls_at;             ///< where its registers begin again, if known
  std::optional<LineId> line = std::nullopt;  ///< as the old one's, like the next two
  std::optional<std::int64_t> ratio = std::nullopt;
  std::optional<std::int64_t> max_power_w = std::nullopt;
  std::optional<std::string> password = std::nullopt;  ///< as the old one's of the same model
  Medium medium = Medium::electricity;                 ///< as its model measures
  std::string note;
  std::string actor;
  Instant at;

  enum class Verdict {
    swapped,
    already_swapped,
    unknown_meter,
    meter_retired,  ///< in another way, or at another time
    note_missing,
    in_the_future,
    before_last,     ///< readings after it count already
    before_opening,  ///< of the account that has the meter
    reading_exists,  ///< another reading of that instant is there, or an estimate
    no_position,     ///< no register reads so
    does_not_fit,    ///< below the last reading, or more than the meter carries
    rates_missing,   ///< a rate that the tariff prices
    rates_differ,    ///< they do not add up to the total
    unknown_line,
    address_taken,
    other_medium,  ///< a water meter in the place of one of electricity, or the reverse
  };
  struct Outcome {
    Verdict verdict;
    MeterId id;  ///< of the new meter; {0} when the verdict says no
  };
};
Result<SwapMeter::Outcome> execute(store::WriteTx& tx, SwapMeter const& command);

}  // namespace e2ms::command
