#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/account_kind.hpp"
#include "e2ms/domain/dues.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/price.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/supply.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// The colour of a room on the wall; the first that fits in the order of docs/openapi.yaml.
/// `closed` is no room's, but that of an account whose room is another's.
enum class RoomState { normal, alarm1, alarm2, arrears, off, no_account, lost, vacant, closed };

/// One meter in its room, or a room without one, with the account that holds it. A room has places
/// of electricity and of water, each with its own account.
struct Place {
  RoomId room;
  std::optional<std::string> building;
  std::string floor;
  std::string name;
  Medium medium;
  std::optional<AccountId> account;
  std::optional<AccountKind> kind;
  std::optional<std::string> tenant;
  std::optional<Money> credit_limit;
  std::optional<Money> alarm1;
  std::optional<Money> alarm2;
  std::optional<Money> reconnect;
  std::optional<Instant> opened_at;
  std::optional<Instant> closed_at;
  Money posted;
  std::optional<Money> fees;        ///< of the wallet for fees; none when it was never used
  Money running;                    ///< less what subsidies will pay of it
  bool subsidised;                  ///< a grant of this month lasts
  std::optional<PaymentMode> mode;  ///< of the account
  Money not_due;                    ///< charged and not due yet; of one that pays afterwards
  std::optional<MeterId> meter;
  std::optional<std::string> address;
  std::optional<std::string> model;
  std::optional<std::int64_t> ratio;
  std::optional<bool> has_relay;
  std::optional<Duration> poll;
  std::optional<Instant> last_at;
  std::optional<Energy> last_total;  ///< before the ratio
  std::optional<std::int64_t> power_mw;
  std::optional<Relay> relay;
  std::optional<Instant> relay_at;
  std::optional<Instant> heard_at;
  std::optional<Relay> wanted;
  std::optional<Instant> confirmed_at;
  std::optional<Relay> hold;
  std::int64_t doubtful;  ///< readings put into quarantine within a day

  /// Whose money is at stake.
  bool let() const { return kind == AccountKind::tenant; }
  Money balance() const { return posted - running; }
  Money available() const { return balance() + credit_limit.value_or(Money{}); }
  bool postpaid() const { return mode == PaymentMode::postpaid; }
  /// What is past due and not paid; in advance everything is due at once.
  Money overdue() const;
  /// What the supply goes by.
  Means means() const;
  /// See heard_lately.
  bool online(Instant at) const;
  RoomState state(Instant at) const;
};

/// A valid answer within three polling intervals.
bool heard_lately(std::optional<Instant> heard_at, Duration poll, Instant at);

/// All places of a project with the meters in use, by building, floor and room in natural order
/// (1-2 before 1-10); or those of one room.
struct Board {
  ProjectId project;
  Instant at;
  RoomId room = {};
  MeterId with = {};  ///< shown even though it was replaced
  using Answer = std::vector<Place>;
};
Result<Board::Answer> answer(store::ReadTx& tx, Board const& question);

/// The places of the room of a meter or an account, of its medium, or the place of an account that
/// was closed; not_found when the project has no such one.
struct BoardOf {
  ProjectId project;
  Instant at;
  std::optional<MeterId> meter = std::nullopt;
  std::optional<AccountId> account = std::nullopt;
  using Answer = std::vector<Place>;
};
Result<BoardOf::Answer> answer(store::ReadTx& tx, BoardOf const& question);

/// The accounts of a project that tenants left, the newest first; or one of them. Without meters:
/// these are somebody else's.
struct ClosedAccounts {
  ProjectId project;
  Instant at;
  AccountId account = {};
  using Answer = std::vector<Place>;
};
Result<ClosedAccounts::Answer> answer(store::ReadTx& tx, ClosedAccounts const& question);

/// Whether the digits in two names are to be compared as numbers: "1-2" comes before "1-10".
bool natural_less(std::string_view a, std::string_view b);

/// How long an account's money lasts at the pace of the last seven days.
struct Until {
  enum class Basis {
    last_7_days,
    used_up,
    no_use,
    too_early,
    subsidised,  ///< a grant pays what is used now
    on_bill,     ///< the account pays afterwards
  };
  Basis basis;
  std::optional<Instant> at;
  std::optional<Money> daily;
};

/// Until when for all accounts of a project, or for one.
struct Outlook {
  ProjectId project;
  Instant at;
  AccountId account = {};

  struct Spent {
    AccountId account;
    Instant from;
    Instant to;
    Money amount;
  };
  using Answer = std::map<AccountId, Spent>;
};
Result<Outlook::Answer> answer(store::ReadTx& tx, Outlook const& question);
Until until(Outlook::Answer const& spent, Place const& place, Instant at);

/// The day so far.
struct Home {
  ProjectId project;
  Instant at;
  Instant midnight;

  struct Verification {
    Instant at;
    std::int64_t findings;
    std::string first_finding;
    std::int64_t journals;
    std::int64_t accounts;
  };
  struct Answer {
    Money charged;  ///< of electricity, as the next
    Energy used;
    Money received;
    std::int64_t top_ups;
    std::int64_t open_alarms;
    std::optional<Verification> verification;
  };
};
Result<Home::Answer> answer(store::ReadTx& tx, Home const& question);

/// The price that is valid now for an account, if any is.
struct PriceOf {
  AccountId account;
  Instant at;

  struct Version {
    std::string name;
    std::string document;  ///< the terms as they were published
    Instant valid_from;
  };
  using Answer = std::optional<Version>;
};
Result<PriceOf::Answer> answer(store::ReadTx& tx, PriceOf const& question);

/// All top-ups of an account that were not reversed.
struct ToppedUp {
  AccountId account;
  using Answer = Money;
};
Result<ToppedUp::Answer> answer(store::ReadTx& tx, ToppedUp const& question);

}  // namespace e2ms::query
