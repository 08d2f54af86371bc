#include "estimates.hpp"

#include "e2ms/domain/reading.hpp"

namespace e2ms::command {

using store::in;

namespace {

void make_void(store::WriteTx& tx, MeterId meter, Instant estimate, LastReading const& actual,
               std::string const& actor, Instant now) {
  auto const medium = tx.one<Medium>("meter.medium", in("meter", meter));
  ENSURE(medium.has_value());
  tx.run("correction.insert_void", in("meter", meter), in("taken_at", estimate),
         in("note", "an actual reading says " + quantity_text(actual.total, *medium) + " at " +
                        to_iso(actual.at)),
         in("actor", actor), in("at", now));
}

}  // namespace

bool says_less(store::Counted const& later, LastReading const& earlier,
               RegisterLimits const& limits) {
  return later.total < earlier.total && !may_follow(earlier, {later.at, later.total}, limits);
}

bool is_estimate(store::ReadTx& tx, MeterId meter, Instant at) {
  auto const source =
      tx.one<ReadingSource>("correction.source_at", in("at", at), in("meter", meter));
  return source == ReadingSource::estimated;
}

Result<void> void_estimates(store::WriteTx& tx, MeterId meter, LastReading const& actual,
                            RegisterLimits const& limits, std::string const& actor, Instant now) {
  for (;;) {
    TRY(auto const next, store::counted_after(tx, meter, actual.at + milliseconds(1)));
    if (!next || !says_less(*next, actual, limits) || !is_estimate(tx, meter, next->at)) break;
    make_void(tx, meter, next->at, actual, actor, now);
  }
  TRY(auto const last, store::counted_before(tx, meter, now));
  ENSURE(last.has_value());
  tx.run("correction.set_last", in("meter", meter), in("at", last->at), in("total", last->total));
  return {};
}

Result<std::optional<store::Counted>> actual_behind_estimates(store::ReadTx& tx, MeterId meter,
                                                              LastReading const& reading,
                                                              RegisterLimits const& limits,
                                                              std::optional<Instant> opening_at) {
  std::optional<store::Counted> const none;
  TRY(auto found, store::counted_before(tx, meter, reading.at - milliseconds(1)));
  if (!found || found->total <= reading.total || !is_estimate(tx, meter, found->at)) return none;
  // It went through its end since.
  if (may_follow({found->at, found->total}, reading, limits)) return none;
  while (found && is_estimate(tx, meter, found->at)) {
    if (opening_at && found->at <= *opening_at) return none;
    auto const before = found->at - milliseconds(1);
    TRY(found, store::counted_before(tx, meter, before));
  }
  bool const follows = found && may_follow({found->at, found->total}, reading, limits);
  return follows ? found : none;
}

Result<void> void_estimates_behind(store::WriteTx& tx, MeterId meter, LastReading const& reading,
                                   Instant actual, std::string const& actor, Instant now) {
  for (;;) {
    TRY(auto const last, store::counted_before(tx, meter, reading.at - milliseconds(1)));
    if (!last || last->at <= actual) return {};
    make_void(tx, meter, last->at, reading, actor, now);
  }
}

}  // namespace e2ms::command
