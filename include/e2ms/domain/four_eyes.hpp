#pragma once

#include <cstdint>

#include "e2ms/base/id.hpp"

namespace e2ms {

using TariffProposalId = Id<struct TariffProposalTag>;

/// From where on one person alone does not publish prices. 0: never.
struct FourEyes {
  std::int64_t percent = 0;   ///< a price changes by more than this
  std::int64_t accounts = 0;  ///< more accounts pay by the tariff
};

}  // namespace e2ms
