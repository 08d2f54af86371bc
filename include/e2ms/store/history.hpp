#pragma once

#include <optional>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/load.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::store {

// A meter's readings stand in rows at first. Those of closed days are packed, but for the rows that
// something refers to. Whoever wants a meter's readings over time asks here and need not know.

/// A reading that counts: accepted when it came, or made a baseline by a person since.
struct Counted {
  Instant at;
  Energy total;
  std::optional<std::int64_t> power_mw;
  bool rebased;  ///< a person's new baseline
  std::optional<Energy> t1, t2, t3, t4, t5;

  MeterPoint meter_point() const { return {at, {total, t1, t2, t3, t4, t5}}; }
  LoadPoint point() const { return {at, total, rebased}; }
};

struct Span {
  Instant from;
  Instant to;  ///< not in it any more
};

/// All that count in that time, in order. A pack that cannot be read is a fault.
Result<std::vector<Counted>> counted(ReadTx& tx, MeterId meter, Span span);

/// The newest at that instant or before, the oldest at that instant or after.
Result<std::optional<Counted>> counted_before(ReadTx& tx, MeterId meter, Instant at);
Result<std::optional<Counted>> counted_after(ReadTx& tx, MeterId meter, Instant at);

/// A row of reading_pack.
struct Pack {
  Instant first_at;
  Instant last_at;
  std::int64_t count;
  Bytes readings;
};

/// No pack that reaches to that instant begins earlier: a pack holds readings of one local day.
constexpr Instant earliest_pack(Instant at) {
  constexpr Duration kLonger = days(2);
  return at.ms < INT64_MIN + kLonger.ms ? Instant{INT64_MIN} : at - kLonger;
}

/// The readings of that time that are packed, in order of time.
Result<std::vector<Reading>> packed(ReadTx& tx, MeterId meter, Span span);

/// Accepted readings of that time that stand in rows and that nothing refers to, in order of time.
std::vector<Reading> packable(ReadTx& tx, MeterId meter, Span span);

}  // namespace e2ms::store
