#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// A line came up or went down, or has another peer: since then it is as it is. Opens or closes the
/// line's alarm, once however often it is told.
struct NoteLine {
  LineId line;
  bool online;
  std::string peer;
  Instant at;

  struct Outcome {};
};

Result<NoteLine::Outcome> execute(store::WriteTx& tx, NoteLine const& command);

}  // namespace e2ms::command
