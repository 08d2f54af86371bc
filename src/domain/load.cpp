#include "e2ms/domain/load.hpp"

#include <algorithm>
#include <optional>

#include "bit_stream.hpp"
#include "e2ms/base/checked.hpp"

namespace e2ms {

namespace {

constexpr Duration kDense = minutes(15);
constexpr std::int64_t kMostHours = 25;

struct Position {
  std::int64_t wh;
  bool interpolated;
};

std::optional<Position> position(std::vector<LoadPoint> const& points, Instant at) {
  auto const next = std::ranges::lower_bound(points, at, {}, &LoadPoint::at);
  if (next == points.end()) return std::nullopt;
  if (next->at == at) return Position{next->total.wh(), false};
  if (next == points.begin()) return std::nullopt;
  auto const& before = *std::prev(next);
  auto const gap = next->at - before.at;
  if (gap > kLongestSilence) return std::nullopt;
  auto const share =
      divide_half_away(Wide{next->total.wh() - before.total.wh()} * (at - before.at).ms, gap.ms);
  if (!share) return std::nullopt;
  return Position{before.total.wh() + *share, gap > kDense};
}

Instant start_of_hour(Zone const& zone, Instant at) {
  auto const local = zone.local(at);
  auto const into = minutes(local.minute) + seconds(local.second);
  return Instant{(at - into).ms / 1000 * 1000};
}

}  // namespace

std::vector<LoadPoint> without_gaps(std::vector<LoadPoint> points, std::optional<Energy> rolls_at) {
  Wide gap = 0;
  std::int64_t before = 0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto const read = points[i].total.wh();
    if (i > 0)
      gap += points[i].rebased
                 ? Wide{read} - before
                 : Wide{read} - before - moved(Energy::wh(before), Energy::wh(read), rolls_at).wh();
    before = read;
    points[i].total = Energy::wh(static_cast<std::int64_t>(Wide{read} - gap));
  }
  return points;
}

std::vector<HourEnergy> energy_by_hour(std::vector<LoadPoint> const& points, Instant from,
                                       Instant to, Instant now, Zone const& zone) {
  std::vector<HourEnergy> found;
  for (auto begin = start_of_hour(zone, from); begin < to; begin = begin + hours(1)) {
    auto const end = std::min(begin + hours(1), now);
    if (end <= begin) break;
    auto const start = position(points, begin), stop = position(points, end);
    if (!start || !stop) continue;
    found.push_back(
        {begin, Energy::wh(stop->wh - start->wh), start->interpolated || stop->interpolated});
  }
  return found;
}

/// One number an hour: 0 when it is not told, else its energy, with the mark in the lowest bit.
Bytes pack_hours(Instant day, std::vector<HourEnergy> const& hours) {
  Bytes bytes;
  std::int64_t next = 0;
  for (auto const& hour : hours) {
    auto const place = (hour.from - day).ms / e2ms::hours(1).ms;
    ENSURE(place >= next);
    ENSURE(place < kMostHours);
    ENSURE(day + e2ms::hours(place) == hour.from);
    for (; next < place; ++next) put_number(bytes, 0);
    put_number(bytes, (zigzag(hour.used.wh()) << 1 | (hour.interpolated ? 1U : 0U)) + 1);
    ++next;
  }
  return bytes;
}

Result<std::vector<HourEnergy>> unpack_hours(Instant day, ByteView bytes) {
  std::vector<HourEnergy> found;
  PackReader reader(bytes);
  for (std::int64_t place = 0; !reader.empty(); ++place) {
    auto const number = reader.number();
    if (!number || place == kMostHours) return FaultCode::bad_value;
    if (*number == 0) continue;
    auto const told = *number - 1;
    found.push_back({day + hours(place), Energy::wh(unzigzag(told >> 1)), (told & 1) != 0});
  }
  return found;
}

}  // namespace e2ms
