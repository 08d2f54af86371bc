#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/price.hpp"
#include "e2ms/domain/tariff.hpp"

/// From the readings of an account's meters to the energy on the lines of its bills: all in whole
/// Wh, so that every register point that is shown adds up.
namespace e2ms {

/// 0 is the total, 1 to 5 the rates T1 to T5, 6 what the rates leave of the total.
using RegisterIndex = unsigned;
constexpr RegisterIndex kTotal = 0;
constexpr RegisterIndex kRest = 6;

/// The registers of a meter at one instant, before the ratio; the total is always there.
/// `computed`: not read but placed on the straight line between two readings, in whole Wh, because
/// a bill, a price or a period begins there.
struct MeterPoint {
  Instant at;
  std::array<std::optional<Energy>, 6> registers;
  bool computed = false;

  Energy total() const { return *registers[kTotal]; }
};

/// A position of one register.
struct RegisterPoint {
  Instant at;
  Energy total;
  bool computed = false;

  friend bool operator==(RegisterPoint const&, RegisterPoint const&) = default;
};

/// Which line of which bill energy belongs to.
struct LineKey {
  std::string bill;  ///< local month, "2026-11"
  TariffVersionId version;
  std::string code = "energy";
  unsigned tier = 0;        ///< from 1; 0 without tiers
  std::string period = {};  ///< empty without periods

  friend auto operator<=>(LineKey const&, LineKey const&) = default;
};

/// What an account's tiers had counted when energy began, and when it ended.
struct TierSpan {
  Energy from;
  Energy to;

  friend bool operator==(TierSpan const&, TierSpan const&) = default;
};

/// A piece of one register's consumption that belongs to one line.
struct Piece {
  LineKey line;
  RegisterIndex reg = kTotal;
  Price price;
  RegisterPoint from;
  RegisterPoint to;
  std::optional<TierSpan> tiers;  ///< of a tariff with tiers
  Energy rolled{};  ///< what the register gained by beginning again at zero: its end, or nothing

  /// Before the ratio.
  Energy used() const { return to.total - from.total + rolled; }

  friend bool operator==(Piece const&, Piece const&) = default;
};

/// A published version and its terms. The terms outlive it.
struct PublishedVersion {
  TariffVersionId id;
  TariffVersion const* terms;
};

/// What prices an account's energy: versions in order of time, the first valid when it begins.
struct Pricing {
  std::vector<PublishedVersion> versions;
  Zone zone;
  Instant opened_at;  ///< of the account: the limits of its first year count by months
};

/// Two readings of one meter that follow each other.
struct MeterPair {
  MeterPoint from;
  MeterPoint to;
  std::int64_t ratio;
  std::optional<Energy> rolls_at = std::nullopt;  ///< where the registers begin again, if known
};

/// What the energy of an account adds up to. The settlement keeps it in the database, the audit in
/// memory.
class EnergyBook {
 public:
  virtual ~EnergyBook() = default;
  /// What was counted for the tiers in the cycle that began then.
  virtual Energy counted(Instant cycle) = 0;
  /// A version takes over in the midst of a cycle that the one before it did not count: what is
  /// asked for next is all that was entered since the cycle began, whichever version priced it.
  virtual void count_again(Instant cycle) = 0;
  virtual void count(Instant cycle, std::string const& bill, Energy energy) = 0;
  /// What the free quota of a bill has taken so far.
  virtual Energy free_used(std::string const& bill) = 0;
  virtual void put(Piece const& piece) = 0;
};

/// No two readings have more between them: eight digits of kWh, times 30000, three times over. With
/// these bounds a thousand of them can be added up, and as many lines of what they cost.
constexpr Energy kLargestUse = Energy::wh(INT64_MAX / 1'000);
constexpr Money kLargestDue = Money::fen(INT64_MAX / 1'000);

/// Cuts the span between two readings wherever its price may change, and puts each piece on its
/// line. not_found when no version is valid at its beginning or a calendar has no period, overflow
/// when it is more than kLargestUse; nothing is put then. What was used from `until` on is left
/// out.
Result<void> enter(MeterPair const& pair, Pricing const& pricing, EnergyBook& book,
                   Instant until = Instant{INT64_MAX});

/// What has been posted on a line so far.
struct LineTotal {
  Energy energy;
  Money amount;
};

/// One priced piece: the difference of two rounded totals of its line, never a rounded difference.
struct Priced {
  Energy energy;  ///< after the ratio
  LineTotal before;
  LineTotal after;
  Money amount() const { return after.amount - before.amount; }
};

/// Prices a piece that follows `before` on its line. Overflow is a fault, and so is a line of more
/// than kLargestDue.
Result<Priced> price_piece(LineTotal const& before, Piece const& piece, std::int64_t ratio);

/// "2026-11", the local month of an instant.
std::string bill_at(Instant at, Zone const& zone);

}  // namespace e2ms
