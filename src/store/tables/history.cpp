#include "e2ms/store/history.hpp"

#include <algorithm>

#include "e2ms/domain/reading_pack.hpp"

namespace e2ms::store {

namespace {

/// Columns of history.packable.
struct Row {
  Instant taken_at;
  Energy total;
  std::optional<Energy> rate1, rate2, rate3, rate4, rate5;
  std::optional<std::int64_t> voltage_a, voltage_b, voltage_c;
  std::optional<std::int64_t> current_a, current_b, current_c;
  std::optional<std::int64_t> power, power_factor, frequency;
  std::optional<Relay> relay;
};

Reading reading_of(Row const& row) {
  return {.taken_at = row.taken_at,
          .total = row.total,
          .rate = {row.rate1, row.rate2, row.rate3, row.rate4, row.rate5},
          .now = {.voltage_mv = {row.voltage_a, row.voltage_b, row.voltage_c},
                  .current_ma = {row.current_a, row.current_b, row.current_c},
                  .power_mw = row.power,
                  .power_factor_e3 = row.power_factor,
                  .frequency_mhz = row.frequency},
          .relay = row.relay,
          .meter_clock = std::nullopt,
          .raw = {}};
}

Counted counted_of(Reading const& reading) {
  auto const& rate = reading.rate;
  return {reading.taken_at, reading.total, reading.now.power_mw, false, rate[0], rate[1], rate[2],
          rate[3],          rate[4]};
}

Result<std::vector<Reading>> readings_of(std::optional<Pack> const& pack) {
  if (!pack) return std::vector<Reading>{};
  return unpack(pack->readings);
}

bool is_void(ReadTx& tx, MeterId meter, Instant at) {
  return tx.one<MeterId>("history.is_void", in("meter", meter), in("at", at)).has_value();
}

}  // namespace

Result<std::vector<Reading>> packed(ReadTx& tx, MeterId meter, Span span) {
  std::vector<Reading> found;
  for (auto const& pack :
       tx.all<Pack>("history.packs", in("meter", meter), in("earliest", earliest_pack(span.from)),
                    in("from", span.from), in("to", span.to))) {
    TRY(auto const readings, unpack(pack.readings));
    for (auto const& reading : readings)
      if (reading.taken_at >= span.from && reading.taken_at < span.to) found.push_back(reading);
  }
  return found;
}

Result<std::vector<Counted>> counted(ReadTx& tx, MeterId meter, Span span) {
  TRY(auto const old, packed(tx, meter, span));
  auto const rows = tx.all<Counted>("history.counted", in("meter", meter), in("from", span.from),
                                    in("to", span.to));
  auto const voids = tx.all<Instant>("history.voids", in("meter", meter), in("from", span.from),
                                     in("to", span.to));
  std::vector<Counted> packed_points, found;
  for (auto const& reading : old)
    if (std::ranges::find(voids, reading.taken_at) == voids.end())
      packed_points.push_back(counted_of(reading));
  std::ranges::merge(packed_points, rows, std::back_inserter(found), {}, &Counted::at,
                     &Counted::at);
  return found;
}

Result<std::optional<Counted>> counted_before(ReadTx& tx, MeterId meter, Instant at) {
  auto found = tx.one<Counted>("history.row_before", in("meter", meter), in("at", at));
  TRY(auto const readings,
      readings_of(tx.one<Pack>("history.pack_before", in("meter", meter), in("at", at))));
  for (auto const& reading : readings)
    if (reading.taken_at <= at && (!found || reading.taken_at > found->at) &&
        !is_void(tx, meter, reading.taken_at))
      found = counted_of(reading);
  return found;
}

Result<std::optional<Counted>> counted_after(ReadTx& tx, MeterId meter, Instant at) {
  auto found = tx.one<Counted>("history.row_after", in("meter", meter), in("at", at));
  TRY(auto const readings,
      readings_of(tx.one<Pack>("history.pack_after", in("meter", meter),
                               in("earliest", earliest_pack(at)), in("at", at))));
  for (auto const& reading : readings)
    if (reading.taken_at >= at && (!found || reading.taken_at < found->at) &&
        !is_void(tx, meter, reading.taken_at))
      found = counted_of(reading);
  return found;
}

std::vector<Reading> packable(ReadTx& tx, MeterId meter, Span span) {
  std::vector<Reading> found;
  tx.each<Row>(
      "history.packable", [&found](Row const& row) { found.push_back(reading_of(row)); },
      in("meter", meter), in("from", span.from), in("to", span.to));
  return found;
}

}  // namespace e2ms::store
