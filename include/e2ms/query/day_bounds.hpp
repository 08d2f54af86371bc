#pragma once

#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// What a meter noted at midnights between two moments, as far as it is believed; the oldest first.
/// Registers are before the ratio.
struct Freezes {
  MeterId meter;
  Instant from;  ///< exclusive
  Instant to;    ///< exclusive

  struct Row {
    Instant at;
    Energy total;
  };
  using Answer = std::vector<Row>;
};
Result<Freezes::Answer> answer(store::ReadTx& tx, Freezes const& question);

/// Where the register at a day's bound comes from; the later ones are the worse ones.
enum class BoundSource {
  freeze,    ///< the meter noted it itself
  reading,   ///< the nearest reading, within kNear
  catch_up,  ///< there was none: the energy around is shared between the days by time
};

/// A reading that is further away says little about a day's bound.
constexpr Duration kNear = hours(1);

/// Some energy of a meter, known as a whole and at the midnights in between for which there are
/// freezes.
struct Stretch {
  Instant from;
  Instant to;
  Energy energy;                      ///< with the ratio
  std::vector<Freezes::Row> freezes;  ///< as energy since `from`, with the ratio, rising

  /// How much of it was used before that moment: exact at a freeze, by time between what is known.
  /// Differences of it never lose or invent anything.
  Energy before(Instant at) const;
  /// How the register at a bound inside of it is known; a bound outside is none of its business.
  BoundSource bound(Instant at) const;
};

/// Keeps those freezes that lie between its ends, by time and by register.
Stretch stretch(Instant from, Instant to, Energy start, Energy energy, std::int64_t ratio,
                Freezes::Answer const& freezes, Energy rolled = {});

}  // namespace e2ms::query
