#include "chores.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"
#include "grid.hpp"

namespace e2ms::field {
namespace {

constexpr Duration kLongestRest = hours(1);
// As with polls: what does not answer may cost its bus a tenth of the time.
constexpr std::int64_t kRestPerSpent = 9;

}  // namespace

Duration clock_due(MeterId meter, Duration interval, std::optional<Duration> since_looked,
                   Duration now) {
  ENSURE(interval.ms > 0);
  if (since_looked && *since_looked < interval)
    return std::max(now, next_on_grid(meter, interval, now - *since_looked));
  return now + Duration{spread(meter, std::min(interval, Chores::kFirstRound).ms)};
}

void Chores::add(Chore chore, Duration due) {
  if (!find(chore)) entries_.push_back({.chore = chore, .due = due});
}

void Chores::remove(MeterId meter) {
  std::erase_if(entries_, [meter](Entry const& one) { return one.chore.meter == meter; });
}

std::vector<MeterId> Chores::meters() const {
  std::vector<MeterId> ids;
  for (auto const& entry : entries_) ids.push_back(entry.chore.meter);
  return ids;
}

std::optional<Chore> Chores::next(bool polls, Duration now,
                                  std::function<bool(MeterId)> const& answers) const {
  if (polls && polls_ < kPollsBetween) return std::nullopt;
  Entry const* first = nullptr;
  for (auto const& entry : entries_) {
    bool const sooner = entry.due <= now && (!first || entry.due < first->due);
    if (sooner && answers(entry.chore.meter)) first = &entry;
  }
  return first ? std::optional(first->chore) : std::nullopt;
}

Duration Chores::next_due(Duration now) const {
  auto next = now + kLongestRest;
  // What is due by now waits for its meter to answer again.
  for (auto const& entry : entries_)
    if (entry.due > now) next = std::min(next, entry.due);
  return next;
}

void Chores::done(Chore chore, Duration due_again) {
  polls_ = 0;
  auto* const found = find(chore);
  if (!found) return;
  found->pause.reset();
  found->due = due_again;
}

void Chores::put_off(Chore chore, Duration until) {
  polls_ = 0;
  if (auto* const found = find(chore)) found->due = until;
}

void Chores::missed(Chore chore, Duration spent, Duration now) {
  polls_ = 0;
  auto* const found = find(chore);
  if (!found) return;
  found->due = now + std::max(found->pause.next(), spent * kRestPerSpent);
}

Chores::Entry* Chores::find(Chore chore) {
  auto const at = std::find_if(entries_.begin(), entries_.end(),
                               [chore](Entry const& one) { return one.chore == chore; });
  return at == entries_.end() ? nullptr : &*at;
}

}  // namespace e2ms::field
