#pragma once

#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::store {

/// A meter's CT/PT ratio from a reading on.
struct Ratio {
  Instant since;  ///< {0}: from the beginning
  std::int64_t ratio;
};

/// In order of time; of several that begin at one instant the one that was said last. What says at
/// an instant what counted before it already takes back what began there.
std::vector<Ratio> ratios(ReadTx& tx, MeterId meter);

/// The one that energy from an instant on has.
std::int64_t ratio_at(std::vector<Ratio> const& ratios, Instant at);

/// Whether energy before and after an instant is counted by two, or was until an earlier one was
/// set: then the reading of that instant must stay.
bool begins_at(std::vector<Ratio> const& ratios, Instant at);

/// Whether another one begins between two instants, so that energy between them has none.
bool changes_between(std::vector<Ratio> const& ratios, Instant from, Instant to);

}  // namespace e2ms::store
