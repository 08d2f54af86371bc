#pragma once

#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

inline Holder holder_of(store::ReadTx& tx, AccountId account) {
  auto const holder = tx.one<Holder>("account.holder", store::in("account", account));
  ENSURE(holder.has_value());
  return *holder;
}

}  // namespace e2ms::command
