#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/money.hpp"

namespace e2ms {

// The numbers of these enums stand in the database: add at the end, never renumber.

/// The accounts of the ledger. `wallet`, `fee_wallet` and `landlord` exist for each account, the
/// others once.
enum class Book {
  wallet = 1,          ///< what we owe the tenant: positive is money he may still use
  cash = 2,            ///< cash taken at the desk: negative is money we hold
  energy_revenue = 3,  ///< sold energy: positive
  service_fee = 4,     ///< surcharge "service": positive
  loss_share = 5,      ///< surcharge "loss" and public shares: positive
  fee_wallet = 6,      ///< as `wallet`, of money for fees of the house
  fixed_fee = 7,       ///< fees of the house: positive
  tax = 8,             ///< VAT: positive
  subsidy = 9,         ///< what the landlord gave: negative
  water = 10,          ///< sold water, of accounts of water in place of energy_revenue: positive
  landlord = 11,       ///< once for each account of a vacant room: what it cost is negative
  suspense = 12,       ///< money received whose owner is not known yet: positive
  bank = 13,           ///< as `cash`, of transfers to the bank account
  card = 14,           ///< as `cash`, of cards at the desk
  adjustments = 15,    ///< what persons put right by hand: negative is what was given
};

/// `items`: lines of a bill beside energy. `adjustment`: what came for a bill after it was closed.
/// `correction`: what a change of the past makes of open bills. `pay_out`: money given back.
/// `received`, `assigned`, `returned`: money whose owner was not known comes, finds him, goes back.
/// `by_hand`: a person puts a balance right.
enum class JournalKind {
  top_up = 1,
  energy = 2,
  reversal = 3,
  items = 4,
  adjustment = 5,
  correction = 6,
  pay_out = 7,
  received = 8,
  assigned = 9,
  returned = 10,
  by_hand = 11,
};

/// What money was paid for. A debt of fees never counts for the supply.
enum class Purpose { electricity = 0, fees = 1 };

enum class Channel { cash = 1, bank_transfer = 2, card = 3 };

/// One leg of a journal. Amounts of a journal sum to zero.
struct Entry {
  Book book;
  AccountId account;  ///< {0} for books of the house
  Money amount;

  friend bool operator==(Entry const&, Entry const&) = default;
};

/// What happened, once, with all its legs. `key` makes it happen once.
struct Journal {
  std::string key;
  JournalKind kind;
  AccountId account;  ///< {0}: it moves books of the house alone
  Instant at;
  std::string actor;
  std::string cause;
  std::optional<JournalId> reverses;
  std::vector<Entry> entries;
};

/// The wallet that money of a purpose goes to.
Book wallet_for(Purpose purpose);

/// Where money of a channel lies.
Book book_of(Channel channel);

/// Whether there is one for each account: its wallets, or what the landlord bears.
bool is_holders(Book book);

/// What the holder of the account pays by a journal, out of both wallets.
Money charged(std::vector<Entry> const& entries);

/// Two or more legs that sum to zero.
bool balanced(Journal const& journal);

/// The text whose SHA-256 is the journal's hash: predecessor's hash, number, content, entries and
/// `detail` (the charges behind an energy journal). A change anywhere changes all later hashes.
std::string sealed_text(std::string const& previous_hash, JournalId id, Journal const& journal,
                        std::string const& detail);

/// The legs that undo those.
std::vector<Entry> reversed(std::vector<Entry> const& entries);

}  // namespace e2ms
