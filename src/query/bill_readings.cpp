#include "bill_readings.hpp"

#include <algorithm>
#include <tuple>

namespace e2ms::query {

using store::in;

namespace {

/// A charge that says how far a register moved, or how much a correction changes.
struct Move {
  Charge const* charge;
  bool correction;
};

bool goes_on(BillReading const& span, Move const& move) {
  auto const& charge = *move.charge;
  bool const same = span.meter == charge.meter && span.ratio == charge.ratio &&
                    span.reg == static_cast<RegisterIndex>(charge.reg) &&
                    span.correction == move.correction;
  if (!same) return false;
  return move.correction ? span.from.at == charge.from_at : span.to.total == charge.from_total;
}

BillReading begun(store::ReadTx& tx, Move const& move) {
  auto const& charge = *move.charge;
  auto const model = tx.one<std::string>("bill_page.model", in("meter", charge.meter));
  ENSURE(model.has_value());
  RegisterPoint const from{charge.from_at, charge.from_total, charge.from_computed};
  return {.meter = charge.meter,
          .address = charge.address,
          .model = *model,
          .reg = static_cast<RegisterIndex>(charge.reg),
          .ratio = charge.ratio,
          .from = from,
          .to = from,
          .from_source = ReadingSource::poll,
          .to_source = ReadingSource::poll,
          .rolled = {},
          .energy = {},
          .correction = move.correction};
}

ReadingSource source_of(store::ReadTx& tx, MeterId meter, RegisterPoint const& point) {
  auto const source =
      tx.one<ReadingSource>("bill_page.source", in("meter", meter), in("at", point.at));
  return source.value_or(ReadingSource::poll);
}

}  // namespace

std::vector<BillReading> bill_readings(store::ReadTx& tx, std::vector<Charge> const& charges,
                                       std::set<ChargeId> const& corrections) {
  std::vector<Move> moves;
  // Other lines are on the same energy.
  for (auto const& one : charges)
    if (one.code == "energy" || one.code == "free_quota")
      moves.push_back({&one, one.id && corrections.contains(*one.id)});
  auto const key = [](Move const& move) {
    auto const& one = *move.charge;
    return std::tie(move.correction, one.meter, one.reg, one.from_at, one.from_total, one.to_at);
  };
  std::ranges::sort(moves, [&key](auto const& a, auto const& b) { return key(a) < key(b); });
  std::vector<BillReading> spans;
  for (auto const& move : moves) {
    if (spans.empty() || !goes_on(spans.back(), move)) spans.push_back(begun(tx, move));
    auto const& charge = *move.charge;
    spans.back().to = {charge.to_at, charge.to_total, charge.to_computed};
    spans.back().rolled += charge.rolled;
    spans.back().energy += charge.energy;
  }
  for (auto& span : spans) {
    span.from_source = source_of(tx, span.meter, span.from);
    span.to_source = source_of(tx, span.meter, span.to);
  }
  return spans;
}

}  // namespace e2ms::query
