#pragma once

#include <string>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::command {

/// Takes a version of a tariff back before it begins: nobody is ever charged by it, and another
/// version may begin at that instant. Repeating it is harmless.
struct WithdrawTariffVersion {
  ProjectId project;
  TariffVersionId version;
  Instant at;
  std::string actor;
  std::string note;

  enum class Verdict {
    withdrawn,
    already_withdrawn,
    unknown_version,  ///< of that project
    begun,            ///< what it prices may have been used
    needed,           ///< accounts would be left without a price
  };
  struct Outcome {
    Verdict verdict;
    TariffId tariff;  ///< {0} of an unknown version
  };
};
Result<WithdrawTariffVersion::Outcome> execute(store::WriteTx& tx,
                                               WithdrawTariffVersion const& command);

}  // namespace e2ms::command
