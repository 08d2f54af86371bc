#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace e2ms {

/// The number of one object of one kind; kinds do not mix. 0 is never a valid id.
template <class Kind>
struct Id {
  std::int64_t value = 0;

  friend auto operator<=>(Id const&, Id const&) = default;
};

using ProjectId = Id<struct ProjectTag>;
using RoomId = Id<struct RoomTag>;
using AccountId = Id<struct AccountTag>;
using LineId = Id<struct LineTag>;
using MeterId = Id<struct MeterTag>;
using MeterGroupId = Id<struct MeterGroupTag>;
using TariffId = Id<struct TariffTag>;
using TariffVersionId = Id<struct TariffVersionTag>;
using JournalId = Id<struct JournalTag>;
using ChargeId = Id<struct ChargeTag>;
using TopUpId = Id<struct TopUpTag>;
using DecisionId = Id<struct DecisionTag>;
using AlarmId = Id<struct AlarmTag>;
using OperatorId = Id<struct OperatorTag>;
using GatewayId = Id<struct GatewayTag>;
using StrangerId = Id<struct StrangerTag>;
using FrameId = Id<struct FrameTag>;
using SubsidyId = Id<struct SubsidyTag>;
using UnassignedId = Id<struct UnassignedTag>;
using PayOutId = Id<struct PayOutTag>;

}  // namespace e2ms

template <class Kind>
struct std::hash<e2ms::Id<Kind>> {
  std::size_t operator()(e2ms::Id<Kind> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
