#include "e2ms/query/day_bounds.hpp"

#include <algorithm>

#include "e2ms/base/checked.hpp"

namespace e2ms::query {

using store::in;

Result<Freezes::Answer> answer(store::ReadTx& tx, Freezes const& question) {
  return tx.all<Freezes::Row>("freeze.accepted", in("meter", question.meter),
                              in("from", question.from), in("to", question.to));
}

Stretch stretch(Instant from, Instant to, Energy start, Energy energy, std::int64_t ratio,
                Freezes::Answer const& freezes, Energy rolled) {
  ENSURE(from <= to);
  Stretch made{from, to, energy, {}};
  Energy last{};
  for (auto const& freeze : freezes) {
    auto const total = freeze.total < start ? freeze.total + rolled : freeze.total;
    if (freeze.at <= from || freeze.at >= to || total < start) continue;
    auto const since = times(total - start, ratio);
    if (!since || *since < last || *since > energy) continue;
    last = *since;
    made.freezes.push_back({freeze.at, last});
  }
  return made;
}

Energy Stretch::before(Instant at) const {
  if (at <= from) return {};
  if (at >= to) return energy;
  Freezes::Row low{from, {}};
  Freezes::Row high{to, energy};
  for (auto const& freeze : freezes) {
    if (freeze.at <= at) low = freeze;
    if (freeze.at > at) {
      high = freeze;
      break;
    }
  }
  auto const part = divide_half_away(Wide{(high.total - low.total).wh()} * (at - low.at).ms,
                                     (high.at - low.at).ms);
  return low.total + Energy::wh(part ? *part : 0);
}

BoundSource Stretch::bound(Instant at) const {
  ENSURE(at > from);
  ENSURE(at < to);
  bool const frozen =
      std::ranges::any_of(freezes, [at](Freezes::Row const& freeze) { return freeze.at == at; });
  if (frozen) return BoundSource::freeze;
  return std::min(at - from, to - at) <= kNear ? BoundSource::reading : BoundSource::catch_up;
}

}  // namespace e2ms::query
