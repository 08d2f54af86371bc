#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// A book of the ledger over a month, as an accountant wants it (科目余额表). Amounts of a book are
/// positive on the credit side: opening + credit - debit = closing, and each column of all books
/// together says that nothing is missing: openings and closings sum to zero, debits equal credits.
struct BookMonth {
  Book book;
  Money opening;
  Money debit;   ///< not negative
  Money credit;  ///< not negative

  Money closing() const { return opening + credit - debit; }
};

/// The books of a project in a local month, those that ever moved, in their order. Of a month that
/// is not over it is how they stand now.
struct Books {
  ProjectId project;
  std::string month;  ///< "2026-11"

  struct Found {
    std::string project;
    Instant from;
    Instant to;
    std::optional<Instant> closed_until;  ///< days before it are closed; none: no day is
    std::vector<BookMonth> books;
  };
  using Answer = std::optional<Found>;  ///< none without that project
};
Result<Books::Answer> answer(store::ReadTx& tx, Books const& question);

}  // namespace e2ms::query
