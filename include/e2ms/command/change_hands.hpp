#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/store/tx.hpp"

/// A room passes from one account to the next at one instant, which may lie in the past: one ends,
/// the other begins, and one reading of each meter is the last of the one and the first of the
/// other. What was charged to the one who left of what came later is taken back and charged to the
/// other. The bills of the one who left are closed at once, the last as a part of its month. A
/// person's hold of the supply ends. Repeating such an order changes nothing.
namespace e2ms::command {

/// What a meter showed at that instant. It need not be told where a reading of exactly that
/// instant counts already.
struct BoundaryReading {
  MeterId meter;
  Energy total;
  std::array<std::optional<Energy>, 5> rates = {};  ///< those that a tariff prices must be there
};

/// The terms of who comes.
struct Tenancy {
  std::string tenant;
  std::optional<TariffId> tariff = std::nullopt;  ///< as the account before
  Money credit_limit;
  Money alarm1;
  Money alarm2;
  Money reconnect;
  std::string pin_hash;
};

/// What the three orders have in common.
struct Handing {
  ProjectId project;
  Instant moment;
  std::vector<BoundaryReading> readings;
  std::string note;
  std::string actor;
  Instant at;
  bool rehearsal = false;  ///< says what would be, and leaves everything as it is

  enum class Verdict {
    done,
    already_done,
    unknown_account,
    already_closed,        ///< in another way, or at another time
    not_let,               ///< nobody lives there who could leave
    not_vacant,            ///< somebody lives there, or the room has no account yet
    unknown_tariff,        ///< of the project and the medium
    tariff_without_price,  ///< at that instant
    note_missing,
    in_the_future,
    before_opening,   ///< not after the beginning of who leaves
    unknown_meter,    ///< not one that the account had then
    reading_missing,  ///< of `meter`, as the next ones
    reading_exists,   ///< another reading of that instant is there, or an estimate
    no_position,      ///< no register reads so
    does_not_fit,     ///< below the one before, above the one after, or more than the meter carries
    rates_missing,    ///< a rate that a tariff prices
    rates_differ,     ///< they do not add up to the total
    figures_missing,  ///< `bill` waits for figures that somebody has to enter
  };
  struct Outcome {
    Verdict verdict;
    AccountId left = {};
    AccountId came = {};
    MeterId meter = {};
    std::string bill = {};
    Money balance = {};  ///< of the one who left, as it stands then
    Money fees = {};     ///< the same of the wallet for fees
  };
};

/// A tenant leaves and nobody comes: the room is the landlord's.
struct MoveOut {
  Handing handing;
  AccountId account;
  std::optional<TariffId> tariff = std::nullopt;  ///< what the landlord pays by; as the tenant

  using Outcome = Handing::Outcome;
};
Result<Handing::Outcome> execute(store::WriteTx& tx, MoveOut const& command);

/// A tenant leaves and another one comes.
struct TransferAccount {
  Handing handing;
  AccountId account;
  Tenancy tenancy;

  using Outcome = Handing::Outcome;
};
Result<Handing::Outcome> execute(store::WriteTx& tx, TransferAccount const& command);

/// Somebody comes into a vacant room.
struct MoveIn {
  Handing handing;
  RoomId room;
  Tenancy tenancy;
  Medium medium = Medium::electricity;  ///< a room is let for each of its media by itself

  using Outcome = Handing::Outcome;
};
Result<Handing::Outcome> execute(store::WriteTx& tx, MoveIn const& command);

}  // namespace e2ms::command
