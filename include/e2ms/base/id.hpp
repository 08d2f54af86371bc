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

using ProjectId = Id<struct ProjectKind>;
using RoomId = Id<struct RoomKind>;
using AccountId = Id<struct AccountKind>;
using LineId = Id<struct LineKind>;
using MeterId = Id<struct MeterKind>;
using TariffId = Id<struct TariffKind>;
using JournalId = Id<struct JournalKind>;
using ChargeId = Id<struct ChargeKind>;
using TopUpId = Id<struct TopUpKind>;
using DecisionId = Id<struct DecisionKind>;
using MessageId = Id<struct MessageKind>;
using AlarmId = Id<struct AlarmKind>;
using OperatorId = Id<struct OperatorKind>;

}  // namespace e2ms

template <class Kind>
struct std::hash<e2ms::Id<Kind>> {
  std::size_t operator()(e2ms::Id<Kind> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
