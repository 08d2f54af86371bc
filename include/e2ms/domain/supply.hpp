#pragma once

#include <optional>

#include "e2ms/base/time.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/reading.hpp"

namespace e2ms {

// The numbers of these enums stand in the database: add at the end, never renumber.

/// Why a relay is where it is, or shall be.
enum class SupplyReason {
  in_credit = 0,      ///< nothing stands against supply
  arrears = 1,        ///< balance plus credit limit is used up (欠费)
  forced_off = 2,     ///< a person switched off (强拉)
  kept_supplied = 3,  ///< a person keeps it on whatever the balance (保电)
  vacant = 4,         ///< nobody lives there (空置)
};

/// What one evaluation said.
enum class SupplyVerdict {
  on = 0,
  off = 1,
  held = 2,  ///< should be off for arrears, but the safety gate does not let us yet
};

/// How an order went; each is one row of the trace.
enum class SupplyStep {
  sent = 0,
  acknowledged = 1,
  refused = 2,  ///< detail: the meter's error code
  unanswered = 3,
  read_back = 4,  ///< detail: the Relay that was read
  confirmed = 5,
};

/// How low an account is. It grows while money is used; when it falls, a new descent begins.
enum class WarningLevel { none = 0, low = 1, very_low = 2, arrears = 3 };

enum class MessageKind {
  low = 0,       ///< alarm level 1
  very_low = 1,  ///< alarm level 2
  arrears = 2,   ///< used up: will be cut off
  cut_off = 3,   ///< the relay was read back open
  restored = 4,  ///< the relay was read back closed
  topped_up = 5,
  top_up_reversed = 6,
  paid_out = 7,
  pay_out_reversed = 8,
  adjusted = 9,  ///< a person put the balance right
};

enum class AlarmKind {
  reading_doubtful = 0,      ///< a reading was quarantined
  supply_contradiction = 1,  ///< the relay does not follow: refused or stuck
  cut_off_held = 2,          ///< arrears, but the safety gate holds the cut-off
  line_down = 3,
  verification_failed = 4,
  clock_off = 5,        ///< the meter's clock is wrong, or does not tell
  loss_negative = 6,    ///< meters behind this main one counted more than it did
  figures_missing = 8,  ///< a bill waits for figures that a person has to enter
  vacant_use = 9,       ///< a vacant room uses energy
  share_waits = 10,     ///< a month behind this main meter waits though its bills are closed
  battery_low = 11,     ///< of the meter: it will fall silent
};

/// A person's order that stands above the balance.
struct SupplyHold {
  Relay wanted;
};

/// What an account has, as far as its supply depends on it.
struct Means {
  Money available;          ///< posted - running + credit limit
  bool subsidised = false;  ///< a grant pays what it uses now
  /// Of an account that pays afterwards: what is past due and not paid. Then `available` is not
  /// asked, and as much as the credit limit is borne.
  std::optional<Money> overdue = std::nullopt;
  Money credit_limit = {};

  friend bool operator==(Means const&, Means const&) = default;
};

/// Whether an account may be cut off for what it owes: nothing is available and no grant pays what
/// it uses; or, of one that pays afterwards, more is overdue than the credit limit.
bool used_up(Means const& means);

/// What an account's supply depends on, all of it; the policy knows no clock and no table.
struct SupplyView {
  Means means;
  Money reconnect;  ///< needed to come back once the relay was seen open
  std::optional<SupplyHold> hold;
  bool off_for_arrears = false;       ///< the present wish is off for arrears, or it was off when
                                      ///< the account began
  bool seen_open = false;             ///< the relay was last read back open
  std::optional<Instant> reading_at;  ///< last accepted reading
  std::optional<Instant> warned_at;   ///< first warning since the level last rose
  Instant now;
  Duration fresh_reading;
  Duration warning_grace;
};

struct SupplyRuling {
  SupplyVerdict verdict;
  SupplyReason reason;

  friend bool operator==(SupplyRuling const&, SupplyRuling const&) = default;
};

/// Two warnings, then off when an account is used up; on again at or above the reconnect amount, so
/// that a few fen do not make the relay flap, or when all that was overdue is paid. A cut-off that
/// nobody has seen carried out ends with any money at all: that power was perhaps never off. Nobody
/// is cut off on an old reading or unwarned: then the verdict is `held`. A person's hold beats all
/// of it.
SupplyRuling rule_supply(SupplyView const& view);

/// In a vacant room nothing is supplied, unless a person says otherwise.
SupplyRuling rule_vacant(std::optional<Relay> hold);

WarningLevel warning_level(Means const& means, Money alarm1, Money alarm2);

}  // namespace e2ms
