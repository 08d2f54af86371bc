#pragma once

#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A model says where registers begin again at zero: known from now on of its meters of which
/// nobody said so, unless one of them reads more already.
struct KnowRegisters {
  std::string model;
  Energy rolls_at;

  struct Outcome {};
};
Result<KnowRegisters::Outcome> execute(store::WriteTx& tx, KnowRegisters const& command);

}  // namespace e2ms::command
