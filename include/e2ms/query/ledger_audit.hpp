#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/result.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// Recomputes every picture from the facts and names each difference: hash chain and numbering,
/// journals that do not sum to zero, balances against entries, charges against readings, prices
/// and line totals, decisions about readings against these, running charges, top-ups and reversals
/// against their journals, relay wishes against decisions, packed readings against themselves and
/// the ones around them.
struct LedgerAudit {
  /// How far it got; `all` is what is there by the highest number, so `done` may stay below.
  struct Progress {
    enum class Part { journals, charges, accounts, bills, balances, meters };
    Part part;
    std::int64_t done;
    std::int64_t all;
  };

  std::size_t most_findings = 100;
  /// Is told of progress now and then, on the thread that answers.
  std::function<void(Progress const&)> progress = {};

  struct Answer {
    std::int64_t journals = 0;
    std::string head_hash;              ///< of the last journal; empty when there is none
    std::vector<std::string> findings;  ///< empty when everything agrees
  };
};
std::string_view word(LedgerAudit::Progress::Part part);
Result<LedgerAudit::Answer> answer(store::ReadTx& tx, LedgerAudit const& question);

}  // namespace e2ms::query
