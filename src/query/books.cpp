#include "e2ms/query/books.hpp"

#include <map>

#include "e2ms/base/zone.hpp"
#include "e2ms/domain/billing.hpp"
#include "e2ms/domain/settlement.hpp"

namespace e2ms::query {

using store::in;

namespace {

/// Columns of books.stood, books.moved and books.moved_on_closed_days.
struct Row {
  Book book;
  Money debit;
  Money credit;
  Money stood;
};

using ByBook = std::map<Book, BookMonth>;

/// Closed days are known by their sums; the rest is what the journals of that time say.
class Reading {
 public:
  Reading(store::ReadTx& tx, ProjectId project) : tx_(tx), project_(project) {}

  ByBook run(Instant from, Instant to) {
    auto const before = tx_.one<std::optional<Instant>>("books.closing_before", in("at", from));
    auto const known = before ? *before : std::nullopt;
    if (known)
      for (auto const& row :
           tx_.all<Row>("books.stood", in("project", project_), in("until", *known)))
        at(row.book).opening += row.stood;
    each_moved(known.value_or(Instant{INT64_MIN}), from,
               [this](Row const& row) { at(row.book).opening += row.credit - row.debit; });
    auto const move = [this](Row const& row) {
      at(row.book).debit += row.debit;
      at(row.book).credit += row.credit;
    };
    struct Closings {
      std::optional<Instant> first;
      std::optional<Instant> last;
    };
    auto const closings = tx_.one<Closings>("books.closings", in("from", from), in("to", to));
    if (!closings || !closings->first) {
      each_moved(from, to, move);
      return std::move(books_);
    }
    each_moved(from, *closings->first, move);
    for (auto const& row : tx_.all<Row>("books.moved_on_closed_days", in("project", project_),
                                        in("from", *closings->first), in("to", *closings->last)))
      move(row);
    each_moved(*closings->last, to, move);
    return std::move(books_);
  }

 private:
  BookMonth& at(Book book) {
    return books_.try_emplace(book, BookMonth{book, {}, {}, {}}).first->second;
  }

  template <class Take>
  void each_moved(Instant from, Instant to, Take const& take) {
    if (from >= to) return;
    for (auto const& row :
         tx_.all<Row>("books.moved", in("from", from), in("to", to), in("project", project_)))
      take(row);
  }

  store::ReadTx& tx_;
  ProjectId project_;
  ByBook books_;
};

}  // namespace

Result<Books::Answer> answer(store::ReadTx& tx, Books const& question) {
  struct Project {
    std::string name;
    std::string time_zone;
  };
  auto const project = tx.one<Project>("books.project", in("project", question.project));
  if (!project) return Books::Answer{};
  TRY(auto const zone, Zone::named(project->time_zone));
  constexpr unsigned kMiddle = 15;
  auto const year = std::stoi(question.month.substr(0, 4));
  auto const month = static_cast<unsigned>(std::stoi(question.month.substr(5, 2)));
  auto const inside = zone.start_of_day({year, month, kMiddle});
  Books::Found found{.project = project->name,
                     .from = zone.start_of_month_at(inside),
                     .to = zone.start_of_next_month_at(inside),
                     .closed_until = {},
                     .books = {}};
  if (auto const closed = tx.one<std::optional<Instant>>("bill.closed_until"))
    found.closed_until = *closed;
  for (auto const& [book, row] : Reading(tx, question.project).run(found.from, found.to))
    found.books.push_back(row);
  return Books::Answer{std::move(found)};
}

}  // namespace e2ms::query
