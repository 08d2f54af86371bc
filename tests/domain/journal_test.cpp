#include "e2ms/domain/journal.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <set>

namespace e2ms {
namespace {

Journal top_up() {
  return {.key = "top_up:1:a",
          .kind = JournalKind::top_up,
          .account = {7},
          .at = {1000},
          .actor = "cashier",
          .cause = "note",
          .reverses = std::nullopt,
          .entries = {{Book::cash, {0}, Money::fen(-500)}, {Book::wallet, {7}, Money::fen(500)}}};
}

TEST(Journals, OfAmountsBeyondAllBoundsAreNotBalanced) {
  auto const most = Money::fen(std::numeric_limits<std::int64_t>::max());
  Journal journal{};
  journal.entries = {{Book::cash, {0}, most}, {Book::wallet, {1}, most}};
  EXPECT_FALSE(balanced(journal));
  journal.entries.push_back({Book::cash, {0}, -most});
  journal.entries.push_back({Book::wallet, {1}, -most});
  EXPECT_TRUE(balanced(journal));
}

TEST(Journals, BalanceWhenTheirLegsSumToZero) {
  auto journal = top_up();
  EXPECT_TRUE(balanced(journal));
  journal.entries[0].amount = Money::fen(-499);
  EXPECT_FALSE(balanced(journal));
  journal.entries = {{Book::cash, {0}, Money{}}};
  EXPECT_FALSE(balanced(journal)) << "one leg is none";
  journal.entries = {};
  EXPECT_FALSE(balanced(journal));
}

TEST(Journals, AreUndoneByTheirNegatedLegs) {
  auto const journal = top_up();
  auto const undone = reversed(journal.entries);
  ASSERT_EQ(undone.size(), 2U);
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(undone[i].book, journal.entries[i].book);
    EXPECT_EQ(undone[i].account, journal.entries[i].account);
    EXPECT_EQ(undone[i].amount, -journal.entries[i].amount);
  }
  EXPECT_EQ(reversed(undone), journal.entries);
}

TEST(Seal, ChangesWithEachPartOfAJournal) {
  std::set<std::string> texts = {
      sealed_text("h", {1}, top_up(), "d"), sealed_text("i", {1}, top_up(), "d"),
      sealed_text("h", {2}, top_up(), "d"), sealed_text("h", {1}, top_up(), "e")};
  std::function<void(Journal&)> const changes[] = {
      [](Journal& j) { j.key += "x"; },
      [](Journal& j) { j.kind = JournalKind::energy; },
      [](Journal& j) { j.account = {8}; },
      [](Journal& j) { j.at.ms += 1; },
      [](Journal& j) { j.actor = "chief"; },
      [](Journal& j) { j.cause = ""; },
      [](Journal& j) { j.reverses = JournalId{1}; },
      [](Journal& j) { j.entries[0].book = Book::energy_revenue; },
      [](Journal& j) { j.entries[0].account = {9}; },
      [](Journal& j) { j.entries[0].amount = Money::fen(-501); },
      [](Journal& j) { std::swap(j.entries[0], j.entries[1]); },
      [](Journal& j) { j.entries.pop_back(); }};
  for (auto const& change : changes) {
    auto journal = top_up();
    change(journal);
    texts.insert(sealed_text("h", {1}, journal, "d"));
  }
  EXPECT_EQ(texts.size(), 4 + std::size(changes)) << "two contents share a seal";
}

TEST(Seal, TellsApartTextsThatRunTogether) {
  auto one = top_up(), other = top_up();
  one.actor = "ab";
  one.cause = "c";
  other.actor = "a";
  other.cause = "bc";
  EXPECT_NE(sealed_text("", {1}, one, ""), sealed_text("", {1}, other, ""));
  one.actor = "a;1:b";
  one.cause = "";
  other.actor = "a";
  other.cause = "b";
  EXPECT_NE(sealed_text("", {1}, one, ""), sealed_text("", {1}, other, ""));
}

}  // namespace
}  // namespace e2ms
