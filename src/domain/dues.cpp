#include "e2ms/domain/dues.hpp"

#include <algorithm>

#include "e2ms/base/ensure.hpp"

namespace e2ms {

Instant due_after(Zone const& zone, Instant at, std::int64_t days) {
  ENSURE(days >= 0);
  ENSURE(days <= kMostDueDays);
  auto date = zone.date(at);
  for (std::int64_t i = 0; i <= days; ++i) date = day_after(date);
  return zone.start_of_day(date);
}

Money overdue(Money wallet, Money not_due) {
  return std::max(-(wallet + std::max(not_due, Money{})), Money{});
}

std::vector<Money> unpaid(std::vector<Due> const& dues, Money wallet, Money not_billed) {
  // What is owed was charged last.
  Money owed = overdue(wallet, not_billed);
  std::vector<Money> left(dues.size());
  for (auto i = dues.size(); i-- > 0;) {
    ENSURE(i + 1 == dues.size() || dues[i].due_at <= dues[i + 1].due_at);
    left[i] = std::clamp(dues[i].amount, Money{}, owed);
    owed -= left[i];
  }
  return left;
}

}  // namespace e2ms
