#include <algorithm>
#include <map>

#include "audit_findings.hpp"

namespace e2ms::query {

using store::in;

namespace {

struct EntryRow {
  ProjectId project;
  Instant at;
  Book book;
  Money amount;
};

struct DayRow {
  ProjectId project;
  Book book;
  Instant until;
  Money debit;
  Money credit;
  Money amount;
};

struct Moved {
  Wide debit = 0;
  Wide credit = 0;
};

using BookOfProject = std::pair<ProjectId, Book>;
using Days = std::map<BookOfProject, std::map<Instant, Moved>>;

Days moved_on(store::ReadTx& tx, std::vector<Instant> const& closings) {
  Days days;
  auto const take = [&](EntryRow const& row) {
    auto const day = std::upper_bound(closings.begin(), closings.end(), row.at);
    auto& moved = days[{row.project, row.book}][*day];
    if (row.amount < Money{})
      moved.debit -= row.amount.fen();
    else
      moved.credit += row.amount.fen();
  };
  tx.each<EntryRow>("audit.project_entries_until", take, in("until", closings.back()));
  return days;
}

std::string name(BookOfProject const& key, Instant until) {
  return "the day closed until " + moment(until) + ": book " +
         std::to_string(static_cast<int>(key.second)) + " of project " +
         std::to_string(key.first.value);
}

}  // namespace

void audit_books(store::ReadTx& tx, Findings& findings) {
  auto const closings = tx.all<Instant>("audit.closed_days");
  if (closings.empty()) return;
  auto days = moved_on(tx, closings);
  std::map<BookOfProject, Wide> so_far;
  auto const check = [&](DayRow const& row) {
    BookOfProject const key{row.project, row.book};
    auto const moved = days[key].extract(row.until);
    auto const [debit, credit] = moved ? moved.mapped() : Moved{};
    auto& stands = so_far[key];
    stands += credit - debit;
    if (debit != row.debit.fen() || credit != row.credit.fen() || stands != row.amount.fen())
      findings.add(name(key, row.until) + " is not what its journals say");
  };
  tx.each<DayRow>("audit.project_books", check);
  for (auto const& [key, left] : days)
    for (auto const& [until, moved] : left) findings.add(name(key, until) + " has no row");
}

}  // namespace e2ms::query
