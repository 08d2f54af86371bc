#pragma once

#include "e2ms/command/change_hands.hpp"
#include "e2ms/domain/account_kind.hpp"
#include "e2ms/domain/medium.hpp"

namespace e2ms::command {

/// Columns of hands.account.
struct HandingAccount {
  AccountId id;
  ProjectId project;
  RoomId room;
  TariffId tariff;
  AccountKind kind;
  Medium medium;
  Instant opened_at;
  std::optional<Instant> closed_at;
  std::string landlord;  ///< of the project
  std::string tenant;
};

/// Who comes, complete.
struct Coming {
  AccountKind kind;
  TariffId tariff;
  Tenancy tenancy;
};

/// Passes the room of an open account of the project on, or says why not. All or nothing.
Result<Handing::Outcome> hand_over(store::WriteTx& tx, HandingAccount const& leaving,
                                   Coming const& coming, Handing const& order,
                                   std::string_view action);

}  // namespace e2ms::command
