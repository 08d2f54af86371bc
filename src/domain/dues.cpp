#include "e2ms/domain/dues.hpp"

#include <algorithm>
#include <map>
#include <string_view>

#include "e2ms/base/ensure.hpp"

namespace e2ms {

namespace {

/// What was given back of a bill is taken from what is due last of it.
std::vector<Due> with_given_back(std::vector<Due> dues) {
  std::map<std::string_view, Money> given;
  for (auto const& due : dues)
    if (due.amount < Money{}) given[due.bill] -= due.amount;
  for (auto i = dues.rbegin(); i != dues.rend(); ++i) {
    auto const mine = given.find(i->bill);
    if (i->amount <= Money{} || mine == given.end()) continue;
    Money const part = std::min(i->amount, mine->second);
    i->amount -= part;
    mine->second -= part;
  }
  return dues;
}

}  // namespace

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

std::vector<Money> unpaid(std::vector<Due> const& stands, Money wallet, Money not_billed) {
  auto const dues = with_given_back(stands);
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
