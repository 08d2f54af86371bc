#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/query/books.hpp"
#include "support/story.hpp"

// The trial balance: closed days and what came since, together what all journals say.

namespace e2ms::test {
namespace {

using query::BookMonth;

void close_day(Story& story, std::string_view until) {
  auto const midnight = from_iso(until).value();
  auto const outcome = story.house().submit(command::CloseDay{midnight, midnight + hours(1)});
  EXPECT_TRUE(outcome && outcome->closed) << until;
}

std::vector<BookMonth> books(Story& story, std::string const& month) {
  auto const found = story.house().ask(query::Books{story.house().project, month});
  return found && *found ? (*found)->books : std::vector<BookMonth>{};
}

/// The same, asked of all journals.
std::vector<BookMonth> summed(Story& story, std::string_view from, std::string_view to) {
  auto const amount = [&](int book, std::string const& what, std::string const& when) {
    return Money::fen(story.house().number("SELECT coalesce(sum(" + what +
                                           "), 0) FROM journal j JOIN entry e ON e.journal = j.id "
                                           "WHERE e.book = " +
                                           std::to_string(book) + " AND " + when));
  };
  auto const begin = std::to_string(from_iso(from)->ms), end = std::to_string(from_iso(to)->ms);
  std::string const in = "j.at >= " + begin + " AND j.at < " + end;
  std::vector<BookMonth> found;
  for (auto const& book :
       story.house().texts("SELECT DISTINCT e.book FROM journal j JOIN entry e ON e.journal = j.id "
                           "WHERE j.at < " +
                           end + " ORDER BY e.book")) {
    auto const number = std::stoi(book);
    found.push_back({Book(number), amount(number, "e.amount_fen", "j.at < " + begin),
                     amount(number, "-min(e.amount_fen, 0)", in),
                     amount(number, "max(e.amount_fen, 0)", in)});
  }
  return found;
}

void expect_same(std::vector<BookMonth> const& one, std::vector<BookMonth> const& other) {
  ASSERT_EQ(one.size(), other.size());
  Money opening, debit, credit;
  for (std::size_t i = 0; i < one.size(); ++i) {
    SCOPED_TRACE(static_cast<int>(other[i].book));
    EXPECT_EQ(one[i].book, other[i].book);
    EXPECT_EQ(one[i].opening, other[i].opening);
    EXPECT_EQ(one[i].debit, other[i].debit);
    EXPECT_EQ(one[i].credit, other[i].credit);
    opening += one[i].opening;
    debit += one[i].debit;
    credit += one[i].credit;
  }
  EXPECT_EQ(opening, Money{});
  EXPECT_EQ(debit, credit);
}

constexpr char const* kTwoMonths[] = {R"(
    at      2026-10-30T02:00:00Z
    open    hu credit 100000
    read    hu 0
    pay     hu 5000 ref a
    receive 8000 ref t1
    use     hu 4000
    settle
  )",
                                      R"(
    at      2026-10-31T15:59:59Z
    use     hu 4000 after 0
    settle
    at      2026-10-31T16:00:00Z
    assign  t1 to hu
    refund  hu 100 ref r
  )",
                                      R"(
    at      2026-11-03T02:00:00Z
    reverse t1
    adjust  hu 10 fees
    use     hu 4000
    settle
  )"};

TEST(Books, AreTheSameWhereverDaysWereClosed) {
  for (int closed = 0; closed < 8; ++closed) {
    SCOPED_TRACE(closed);
    Story story;
    story.tell(kTwoMonths[0]);
    if (closed & 1) close_day(story, "2026-10-30T16:00:00Z");
    story.tell(kTwoMonths[1]);
    if (closed & 2) close_day(story, "2026-10-31T16:00:00Z");
    story.tell(kTwoMonths[2]);
    if (closed & 4) close_day(story, "2026-11-02T16:00:00Z");
    expect_same(books(story, "2026-10"),
                summed(story, "2026-09-30T16:00:00Z", "2026-10-31T16:00:00Z"));
    expect_same(books(story, "2026-11"),
                summed(story, "2026-10-31T16:00:00Z", "2026-11-30T16:00:00Z"));
    EXPECT_THAT(story.findings(), testing::IsEmpty());
  }
}

TEST(Books, OfAClosedDayTakeNothingMore) {
  Story story;
  story.tell(kTwoMonths[0]);
  auto const before = books(story, "2026-10");
  close_day(story, "2026-10-31T16:00:00Z");
  // The clock went backwards: what is posted now stands in the next day.
  story.tell(R"(
    at   2026-10-30T03:00:00Z
    pay  hu 700 ref b
  )");
  expect_same(books(story, "2026-10"), before);
  EXPECT_EQ(books(story, "2026-11").front().credit, Money::fen(700));
}

TEST(Books, OfOneProjectAreNotThoseOfAnother) {
  Story story;
  story.tell(kTwoMonths[0]);
  close_day(story, "2026-10-30T16:00:00Z");
  story.house().sql(
      "INSERT INTO project (id, name, time_zone, warning_grace_ms, fresh_reading_ms) "
      "VALUES (9, 'other', 'Asia/Shanghai', 1, 1)");
  auto const other = story.house().ask(query::Books{{9}, "2026-10"});
  ASSERT_TRUE(other && *other);
  EXPECT_TRUE((*other)->books.empty());
}

TEST(Books, OfADayThatSomebodyChangedAreFound) {
  Story story;
  story.tell(kTwoMonths[0]);
  close_day(story, "2026-10-30T16:00:00Z");
  story.house().sql("DROP TRIGGER day_closing_book_keeps");
  story.house().sql("UPDATE day_closing_book SET amount_fen = amount_fen + 1 WHERE book = 12");
  EXPECT_THAT(story.findings(), testing::ElementsAre(testing::HasSubstr("book 12 of project 1")));
  story.house().sql(
      "UPDATE day_closing_book SET amount_fen = amount_fen - 1, debit_fen = debit_fen + 5, "
      "credit_fen = credit_fen + 5 WHERE book = 12");
  EXPECT_THAT(story.findings(), testing::ElementsAre(testing::HasSubstr("book 12 of project 1")));
  story.house().sql("DROP TRIGGER day_closing_book_stays");
  story.house().sql("DELETE FROM day_closing_book WHERE book = 12");
  EXPECT_THAT(story.findings(), testing::ElementsAre(testing::HasSubstr("has no row")));
}

}  // namespace
}  // namespace e2ms::test
