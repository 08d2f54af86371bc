#pragma once

#include "e2ms/domain/settlement.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::store {

/// What a meter counted in a span of time, whoever pays for it: by the readings that count, cut in
/// whole Wh where the span begins and ends, as bills are cut.
struct Metered {
  RegisterPoint from;  ///< before the ratio, as the next
  RegisterPoint to;
  std::int64_t ratio;  ///< 0: another one took over in between
  Energy energy;       ///< after the ratio; a new baseline between the points is no energy
};

/// What the readings leave open.
enum class MeterGap {
  none,
  before,
  after,
  gone,   ///< another one stood in its place all that time
  later,  ///< its first reading is of the span's end or after it
};

struct MeteredAnswer {
  MeterGap gap = MeterGap::none;
  Metered metered = {};  ///< without a gap
};

/// A gap before: no reading stands at the beginning or earlier; one that `began_later`, or was
/// built in the place of another, may count from its first reading, and is later or gone when that
/// is not within the span. A gap after: none at the end or later, and none with which it was taken
/// down before.
Result<MeteredAnswer> metered(ReadTx& tx, MeterId meter, Span span, bool began_later);

}  // namespace e2ms::store
