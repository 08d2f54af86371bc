#pragma once

#include "e2ms/command/change_hands.hpp"
#include "e2ms/store/history.hpp"

namespace e2ms::command {

/// The two accounts between which a room passes.
struct Passing {
  AccountId leaving;
  AccountId coming;
};

/// The reading of a meter at that instant, entered if it is not there yet: the last of the account
/// that still has the meter. `verdict` is done, or says why there is none.
struct Boundary {
  Handing::Verdict verdict;
  Energy total = {};
};
Result<Boundary> boundary_of(store::WriteTx& tx, MeterId meter, Passing const& passing,
                             Handing const& order);

}  // namespace e2ms::command
