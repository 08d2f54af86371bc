#pragma once

#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/price.hpp"

namespace e2ms {

using TariffVersionId = Id<struct TariffVersionTag>;

/// A position of a meter's register (before the ratio). `computed`: not read but placed on the
/// straight line between two readings, in whole Wh, because a bill or a price begins there.
struct RegisterPoint {
  Instant at;
  Energy total;
  bool computed = false;

  friend bool operator==(RegisterPoint const&, RegisterPoint const&) = default;
};

/// A flat price from an instant on; the next version ends it.
struct PriceVersion {
  TariffVersionId id;
  Instant valid_from;
  Price price;
};

/// Which line of which bill energy belongs to.
struct LineKey {
  std::string bill;  ///< local month, "2026-11"
  TariffVersionId version;

  friend auto operator<=>(LineKey const&, LineKey const&) = default;
};

/// A piece of one meter's consumption that belongs to one line.
struct Piece {
  LineKey line;
  RegisterPoint from;
  RegisterPoint to;

  friend bool operator==(Piece const&, Piece const&) = default;
};

/// Cuts the span between two readings at local month starts and at version starts. `versions` in
/// order of time, the first valid at `from.at` or before (else not_found).
Result<std::vector<Piece>> cut(RegisterPoint const& from, RegisterPoint const& to,
                               std::vector<PriceVersion> const& versions, Zone const& zone);

/// What has been posted on a line so far.
struct LineTotal {
  Energy energy;
  Money amount;
};

/// One priced piece: the difference of two rounded totals of its line, never a rounded difference.
struct Priced {
  Energy energy;  ///< after the ratio
  LineTotal before;
  LineTotal after;
  Money amount() const { return after.amount - before.amount; }
};

/// Prices a piece that follows `before` on its line. Overflow is a fault.
Result<Priced> price_piece(LineTotal const& before, Piece const& piece, std::int64_t ratio,
                           Price price);

}  // namespace e2ms
