#include "e2ms/domain/journal.hpp"

#include "e2ms/base/checked.hpp"
#include "e2ms/base/ensure.hpp"

namespace e2ms {

namespace {

/// Length before text: no two contents share one sealed text.
void append(std::string& out, std::string const& field) {
  out += std::to_string(field.size());
  out += ':';
  out += field;
  out += ';';
}

void append(std::string& out, std::int64_t field) {
  append(out, std::to_string(field));
}

}  // namespace

bool balanced(Journal const& journal) {
  // Also asked of what somebody wrote into the database, which may be any number.
  Wide sum = 0;
  for (auto const& entry : journal.entries) sum += entry.amount.fen();
  return journal.entries.size() >= 2 && sum == 0;
}

Book wallet_for(Purpose purpose) {
  return purpose == Purpose::fees ? Book::fee_wallet : Book::wallet;
}

Book book_of(Channel channel) {
  switch (channel) {
    case Channel::cash:
      return Book::cash;
    case Channel::bank_transfer:
      return Book::bank;
    case Channel::card:
      return Book::card;
  }
  ENSURE(channel == Channel::cash);
  return Book::cash;
}

bool is_holders(Book book) {
  return book == Book::wallet || book == Book::fee_wallet || book == Book::landlord;
}

Money charged(std::vector<Entry> const& entries) {
  Money sum;
  for (auto const& entry : entries)
    if (is_holders(entry.book)) sum -= entry.amount;
  return sum;
}

std::string sealed_text(std::string const& previous_hash, JournalId id, Journal const& journal,
                        std::string const& detail) {
  std::string text;
  append(text, previous_hash);
  append(text, id.value);
  append(text, journal.key);
  append(text, static_cast<std::int64_t>(journal.kind));
  append(text, journal.account.value);
  append(text, journal.at.ms);
  append(text, journal.actor);
  append(text, journal.cause);
  append(text, journal.reverses ? journal.reverses->value : 0);
  for (auto const& entry : journal.entries) {
    append(text, static_cast<std::int64_t>(entry.book));
    append(text, entry.account.value);
    append(text, entry.amount.fen());
  }
  append(text, detail);
  return text;
}

std::vector<Entry> reversed(std::vector<Entry> const& entries) {
  std::vector<Entry> undone = entries;
  for (auto& entry : undone) entry.amount = -entry.amount;
  return undone;
}

}  // namespace e2ms
