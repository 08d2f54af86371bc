#pragma once

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

inline Holder holder_of(store::ReadTx& tx, AccountId account) {
  auto const kind = tx.one<AccountKind>("account.kind", store::in("account", account));
  ENSURE(kind.has_value());
  return {account, *kind};
}

}  // namespace e2ms::command
