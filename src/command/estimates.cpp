#include "estimates.hpp"

#include "e2ms/domain/reading.hpp"

namespace e2ms::command {

using store::in;

bool is_estimate(store::ReadTx& tx, MeterId meter, Instant at) {
  auto const source =
      tx.one<ReadingSource>("correction.source_at", in("at", at), in("meter", meter));
  return source == ReadingSource::estimated;
}

Result<void> void_estimates(store::WriteTx& tx, MeterId meter, Instant at, Energy total,
                            std::string const& actor, Instant now) {
  for (;;) {
    TRY(auto const next, store::counted_after(tx, meter, at + milliseconds(1)));
    if (!next || next->total >= total || !is_estimate(tx, meter, next->at)) break;
    tx.run("correction.insert_void", in("meter", meter), in("taken_at", next->at),
           in("note", "an actual reading says " + to_text(total) + " kWh at " + to_iso(at)),
           in("actor", actor), in("at", now));
  }
  TRY(auto const last, store::counted_before(tx, meter, now));
  ENSURE(last.has_value());
  tx.run("correction.set_last", in("meter", meter), in("at", last->at), in("total", last->total));
  return {};
}

Result<std::optional<store::Counted>> actual_before(store::ReadTx& tx, MeterId meter, Instant at) {
  for (auto until = at - milliseconds(1);;) {
    TRY(auto const found, store::counted_before(tx, meter, until));
    if (!found || !is_estimate(tx, meter, found->at)) return found;
    until = found->at - milliseconds(1);
  }
}

}  // namespace e2ms::command
