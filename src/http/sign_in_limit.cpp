#include "sign_in_limit.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"

namespace e2ms::http {

namespace {

constexpr int kMostDoublings = 20;

}  // namespace

Duration AttemptBook::take(std::string const& key, Duration now) {
  auto& mine = entry(key, now);
  if (now < mine.locked_until) return mine.locked_until - now;
  refill(mine, now);
  ENSURE(mine.left > 0);
  if (--mine.left == 0) {
    auto const lock = rule_.refill * (std::int64_t{1} << mine.locks);
    mine.locked_until = now + std::min(lock, rule_.longest_lock);
    // Whoever waited for the end of a lock has one attempt, however long the lock was.
    mine.counted_at = mine.locked_until - rule_.refill;
    mine.locks = std::min(mine.locks + 1, kMostDoublings);
  }
  return {};
}

void AttemptBook::give_back(std::string const& key) {
  auto const found = by_key_.find(key);
  if (found == by_key_.end()) return;
  auto& mine = *found->second;
  if (mine.left == 0) mine.locked_until = {};
  mine.left = std::min(mine.left + 1, rule_.attempts);
}

void AttemptBook::forget(std::string const& key) {
  auto const found = by_key_.find(key);
  if (found == by_key_.end()) return;
  entries_.erase(found->second);
  by_key_.erase(found);
}

AttemptBook::Entry& AttemptBook::entry(std::string const& key, Duration now) {
  if (auto const found = by_key_.find(key); found != by_key_.end()) {
    entries_.splice(entries_.begin(), entries_, found->second);
    return entries_.front();
  }
  if (entries_.size() >= kKeys) {
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
  entries_.push_front({key, rule_.attempts, 0, now, {}});
  by_key_.emplace(key, entries_.begin());
  return entries_.front();
}

void AttemptBook::refill(Entry& mine, Duration now) const {
  if (now < mine.counted_at) return;
  auto const came_back = (now - mine.counted_at).ms / rule_.refill.ms;
  mine.counted_at = mine.counted_at + rule_.refill * came_back;
  mine.left = static_cast<int>(std::min<std::int64_t>(mine.left + came_back, rule_.attempts));
  if (now - mine.locked_until >= rule_.longest_lock) mine.locks = 0;
}

Duration SignInLimit::take(Attempt attempt, Duration now) {
  auto const by_peer = peers_.take(attempt.peer, now);
  if (by_peer > Duration{}) return by_peer;
  auto const key = key_of(attempt);
  auto const by_name = names_.take(key, now);
  if (by_name > Duration{}) return by_name;
  return days_.take(key, now);
}

void SignInLimit::succeeded(Attempt attempt) {
  auto const key = key_of(attempt);
  names_.forget(key);
  days_.forget(key);
  peers_.give_back(attempt.peer);
  if (known_.size() >= AttemptBook::kKeys) known_.clear();
  known_.insert(attempt.name + '\n' + attempt.peer);
}

std::string SignInLimit::key_of(Attempt attempt) const {
  auto both = attempt.name + '\n' + attempt.peer;
  return known_.contains(both) ? both : attempt.name;
}

}  // namespace e2ms::http
