#pragma once

#include <string>

#include "e2ms/domain/month_figures.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::store {

/// A month of an account.
struct BillMonth {
  std::string id;  ///< "2026-11"
  Instant from;
  Instant to;
};

/// The month as its items are computed: with the figures that were entered for it. One that was
/// `closed` without reactive energy had used nothing, and its power factor stays 1.00 until
/// somebody says more.
BillPeriod bill_period(ReadTx& tx, AccountId account, BillMonth const& month, bool closed);

}  // namespace e2ms::store
