#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/price.hpp"
#include "e2ms/query/day_bounds.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// A charge with all that explains it: two register points of one meter, the price, the line of
/// the bill before and after. Registers are before the ratio.
struct Charge {
  std::optional<ChargeId> id;  ///< none while it runs
  std::optional<JournalId> journal;
  AccountId account;
  MeterId meter;
  std::string address;
  std::string bill;
  std::string code;    ///< of the line, as the next two
  std::int64_t tier;   ///< 0 without tiers
  std::string period;  ///< empty without periods
  std::int64_t reg;    ///< RegisterIndex
  std::string tariff;
  Instant valid_from;
  Price price;
  std::int64_t ratio;
  Instant from_at;
  Energy from_total;
  bool from_computed;
  Instant to_at;
  Energy to_total;
  bool to_computed;
  Energy rolled;  ///< what the register gained by beginning again at zero: its end, or nothing
  std::optional<Energy> tier_before;  ///< what the tiers had counted; none without tiers
  std::optional<Energy> tier_after;
  Energy energy;
  Energy line_before;
  Energy line_after;
  Money amount;
  std::optional<Instant> posted_at;
  std::optional<std::string> key;
};

/// Posted charges of an account, newest first, before a number.
struct Charges {
  AccountId account;
  ChargeId before = {INT64_MAX};
  std::int64_t at_most;
  using Answer = std::vector<Charge>;
};
Result<Charges::Answer> answer(store::ReadTx& tx, Charges const& question);

/// One posted charge of a project.
struct ChargeOf {
  ProjectId project;
  ChargeId charge;
  using Answer = std::optional<Charge>;
};
Result<ChargeOf::Answer> answer(store::ReadTx& tx, ChargeOf const& question);

/// What an account used since the last posting, priced as it would be posted now.
struct RunningCharges {
  AccountId account;
  using Answer = std::vector<Charge>;
};
Result<RunningCharges::Answer> answer(store::ReadTx& tx, RunningCharges const& question);

/// Whether a project has that account.
struct HasAccount {
  ProjectId project;
  AccountId account;
  using Answer = bool;
};
Result<HasAccount::Answer> answer(store::ReadTx& tx, HasAccount const& question);

/// Journals that moved a wallet of an account, newest first, before a number.
struct Journals {
  AccountId account;
  JournalId before = {INT64_MAX};
  std::int64_t at_most;

  struct Leg {
    Book book;
    Money amount;
  };
  struct Row {
    JournalId id;
    Instant at;
    JournalKind kind;
    std::string key;
    Money amount;      ///< of the wallet for electricity
    Money fee_amount;  ///< of the wallet for fees
    std::string actor;
    std::string cause;  ///< what a person wrote, or why the system posts
    std::string hash;
    std::optional<JournalId> reverses;
    std::optional<JournalKind> reversed_kind;  ///< of what it reverses
    std::optional<JournalId> reversed_by;
    std::optional<ChargeId> charge;   ///< the first one it carries
    std::optional<TopUpId> top_up;    ///< made or reversed by it
    std::optional<PayOutId> pay_out;  ///< the same
    Money balance_after;              ///< of the wallet for electricity
    Money fee_balance_after;          ///< of the wallet for fees
  };
  struct Posted {
    Row row;
    std::vector<Leg> legs;
  };
  using Answer = std::vector<Posted>;
};
Result<Journals::Answer> answer(store::ReadTx& tx, Journals const& question);

/// A receipt.
struct TopUp {
  TopUpId id;
  JournalId journal;
  AccountId account;
  std::string tenant;
  std::string room;
  std::string project;
  Money amount;
  Channel channel;
  Purpose purpose;
  std::string note;
  Instant at;
  std::string actor;
  std::string time_zone;
  Money balance_after;  ///< of the wallet it went to
  std::optional<JournalId> reversed_by;
  std::optional<Instant> reversed_at;
  std::optional<std::string> reversed_by_whom;
  std::optional<std::string> reversal_reason;
  Medium medium;  ///< of the account
};

/// Top-ups of an account, newest first, before a number.
struct TopUps {
  AccountId account;
  TopUpId before = {INT64_MAX};
  std::int64_t at_most;
  using Answer = std::vector<TopUp>;
};
Result<TopUps::Answer> answer(store::ReadTx& tx, TopUps const& question);

struct TopUpOf {
  ProjectId project;
  TopUpId top_up;
  using Answer = std::optional<TopUp>;
};
Result<TopUpOf::Answer> answer(store::ReadTx& tx, TopUpOf const& question);

/// What an account used on each of the last local days, oldest first, today last. Days before the
/// account was opened are left out. A charge is divided at the meter's freezes, and between what is
/// known by time.
struct Usage {
  AccountId account;
  Instant opened_at;
  Instant at;
  Zone zone;
  std::int64_t days;

  struct Day {
    Date date;
    Energy energy;
    Money amount;
    bool complete;       ///< the day is over and its charges leave no gap
    BoundSource source;  ///< of the worse of its bounds
  };
  using Answer = std::vector<Day>;
};
Result<Usage::Answer> answer(store::ReadTx& tx, Usage const& question);

/// What an account's two wallets hold, as posted.
struct WalletsOf {
  AccountId account;

  struct Answer {
    Money wallet;
    Money fees;
  };
};
Result<WalletsOf::Answer> answer(store::ReadTx& tx, WalletsOf const& question);

}  // namespace e2ms::query
