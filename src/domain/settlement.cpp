#include "e2ms/domain/settlement.hpp"

#include <algorithm>

#include "e2ms/base/checked.hpp"

namespace e2ms {

namespace {

std::string bill_at(Instant at, Zone const& zone) {
  return to_text(zone.date(at)).substr(0, std::string_view("2026-11").size());
}

/// The version that prices what is used from `at` on.
PriceVersion const* version_at(std::vector<PriceVersion> const& versions, Instant at) {
  PriceVersion const* found = nullptr;
  for (auto const& version : versions)
    if (version.valid_from <= at) found = &version;
  return found;
}

/// The first month start or version start after `at`.
Instant next_bound(Instant at, std::vector<PriceVersion> const& versions, Zone const& zone) {
  Instant bound = zone.start_of_next_month_at(at);
  for (auto const& version : versions)
    if (version.valid_from > at) bound = std::min(bound, version.valid_from);
  return bound;
}

/// The register at `at` on the straight line from `from` to `to`, rounded to whole Wh.
RegisterPoint between(RegisterPoint const& from, RegisterPoint const& to, Instant at) {
  Wide const used = (to.total - from.total).wh();
  auto const part = divide_half_away(used * (at - from.at).ms, (to.at - from.at).ms);
  ENSURE(part.has_value());
  return {at, from.total + Energy::wh(*part), true};
}

}  // namespace

Result<std::vector<Piece>> cut(RegisterPoint const& from, RegisterPoint const& to,
                               std::vector<PriceVersion> const& versions, Zone const& zone) {
  ENSURE(from.at < to.at);
  ENSURE(from.total <= to.total);
  std::vector<Piece> pieces;
  for (RegisterPoint start = from; start.at < to.at;) {
    auto const* version = version_at(versions, start.at);
    if (version == nullptr) return FaultCode::not_found;
    auto const bound = next_bound(start.at, versions, zone);
    auto const end = bound < to.at ? between(from, to, bound) : to;
    pieces.push_back({{bill_at(start.at, zone), version->id}, start, end});
    start = end;
  }
  ENSURE(pieces.back().to == to);
  return pieces;
}

Result<Priced> price_piece(LineTotal const& before, Piece const& piece, std::int64_t ratio,
                           Price price) {
  ENSURE(ratio > 0);
  TRY(auto const used, checked_sub(piece.to.total.wh(), piece.from.total.wh()));
  TRY(auto const energy, times(Energy::wh(used), ratio));
  TRY(auto const line_wh, checked_add(before.energy.wh(), energy.wh()));
  TRY(auto const due, amount(Energy::wh(line_wh), price));
  return Priced{energy, before, {Energy::wh(line_wh), due}};
}

}  // namespace e2ms
