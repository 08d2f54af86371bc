#include <algorithm>

#include "e2ms/domain/reading_pack.hpp"
#include "e2ms/query/meter_page.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::query {

using store::in;

namespace {

StoredReading stored(Reading const& reading) {
  auto const& now = reading.now;
  return {.taken_at = reading.taken_at,
          .verdict = ReadingVerdict::accepted,
          .total = reading.total,
          .rate1 = reading.rate[0],
          .rate2 = reading.rate[1],
          .rate3 = reading.rate[2],
          .rate4 = reading.rate[3],
          .rate5 = reading.rate[4],
          .voltage_a_mv = now.voltage_mv[0],
          .voltage_b_mv = now.voltage_mv[1],
          .voltage_c_mv = now.voltage_mv[2],
          .current_a_ma = now.current_ma[0],
          .current_b_ma = now.current_ma[1],
          .current_c_ma = now.current_ma[2],
          .power_mw = now.power_mw,
          .power_factor_e3 = now.power_factor_e3,
          .frequency_mhz = now.frequency_mhz,
          .relay = reading.relay,
          .source = ReadingSource::poll,
          .decision = std::nullopt,
          .note = std::nullopt,
          .decided_by = std::nullopt,
          .decided_at = std::nullopt,
          .void_note = std::nullopt,
          .voided_by = std::nullopt,
          .voided_at = std::nullopt};
}

/// The newest that are packed, newest first.
Result<Readings::Answer> newest_packed(store::ReadTx& tx, Readings const& question) {
  Readings::Answer found;
  auto const most = static_cast<std::size_t>(question.at_most);
  // No pack is empty, so that as many packs as readings are enough.
  for (auto const& pack : tx.all<store::Pack>("history.newest_packs", in("meter", question.meter),
                                              in("earliest", store::earliest_pack(question.from)),
                                              in("from", question.from), in("to", question.to),
                                              in("at_most", question.at_most))) {
    if (found.size() >= most) break;
    TRY(auto readings, unpack(pack.readings));
    std::ranges::reverse(readings);
    for (auto const& reading : readings)
      if (reading.taken_at >= question.from && reading.taken_at < question.to)
        found.push_back(stored(reading));
  }
  return found;
}

}  // namespace

Result<ReadingAt::Answer> answer(store::ReadTx& tx, ReadingAt const& question) {
  auto row = tx.one<StoredReading>("meter_page.reading_at", in("at", question.at),
                                   in("meter", question.meter));
  if (row) return row;
  TRY(auto const packed,
      store::packed(tx, question.meter, {question.at, question.at + milliseconds(1)}));
  if (packed.empty()) return ReadingAt::Answer{};
  return ReadingAt::Answer{stored(packed.front())};
}

Result<Readings::Answer> answer(store::ReadTx& tx, Readings const& question) {
  auto const rows = tx.all<StoredReading>(
      "meter_page.readings", in("meter", question.meter), in("from", question.from),
      in("to", question.to), in("verdict", question.which), in("at_most", question.at_most));
  if (question.which == Readings::Which::quarantined) return rows;
  TRY(auto const packed, newest_packed(tx, question));
  Readings::Answer found;
  std::ranges::merge(rows, packed, std::back_inserter(found), std::ranges::greater{},
                     &StoredReading::taken_at, &StoredReading::taken_at);
  found.resize(std::min(found.size(), static_cast<std::size_t>(question.at_most)));
  return found;
}

}  // namespace e2ms::query
