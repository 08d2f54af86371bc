#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/domain/energy.hpp"
#include "e2ms/domain/exact.hpp"
#include "e2ms/domain/money.hpp"
#include "e2ms/domain/price.hpp"

/// What is lost behind a main meter, and what public meters count, divided among the rooms behind
/// it: exact until each total is rounded once, then whole fen by the largest remainder, so that
/// all parts sum to what is divided.
namespace e2ms {

// The numbers of these enums stand in the database: add at the end, never renumber.

/// What a room's weight is: what it used, its area, or one; the last two by the days somebody lived
/// there.
enum class ShareBasis { energy = 1, area = 2, equal = 3 };

/// `common`: a public meter, like that of the corridor lights. It stands behind the main one too.
enum class ShareRole { main = 1, sub = 2, common = 3 };

/// What is divided, how, and at which price.
struct ShareTerms {
  ShareBasis basis;
  bool loss;                                ///< main meters minus all behind them
  bool common;                              ///< what the public meters count
  std::optional<Price> price;               ///< none: what the grid asked that month
  std::optional<std::int64_t> cap_percent;  ///< of what a participant pays for his own energy
};

/// A room that takes part, with who lived there, or of which days nobody did.
struct ShareParty {
  RoomId room;
  AccountId account;  ///< {0}: nobody; his share is the landlord's
  std::int64_t area;  ///< hundredths of a square metre
  std::int64_t days;
  Energy used;
  Money energy;  ///< what he pays for his own energy
  /// Of an account that was closed: what it was charged before stays, whatever comes out now.
  std::optional<Money> kept_loss;
  std::optional<Money> kept_common;

  friend bool operator==(ShareParty const&, ShareParty const&) = default;
};

struct ShareInputs {
  Energy main;
  Energy subs;         ///< of all meters behind the main ones, public ones too
  Energy common;       ///< of the public ones
  Energy grid_energy;  ///< what the grid billed; zero without a bill
  Money grid_amount;
  std::vector<ShareParty> parties;

  friend bool operator==(ShareInputs const&, ShareInputs const&) = default;
};

/// One party's part of one total.
struct SharePart {
  Exact kwh;
  Exact yuan;     ///< before rounding
  Money share;    ///< in whole fen
  Money charged;  ///< what of it the tenant pays
};

struct MonthShares {
  Energy loss;  ///< negative when more was counted behind the main meters than by them
  Exact price;
  Money loss_amount;  ///< what is divided; nothing of a negative loss
  Money common_amount;
  std::int64_t weight;  ///< of all parties
  struct Party {
    std::int64_t weight;
    SharePart loss;
    SharePart common;
    bool capped;

    Money charged() const { return loss.charged + common.charged; }
  };
  std::vector<Party> parties;  ///< in the order of the inputs

  Money charged() const;
  Money landlord() const { return loss_amount + common_amount - charged(); }
};

/// bad_value without a price, overflow beyond all bounds. Without any weight all is the landlord's.
Result<MonthShares> divide(ShareTerms const& terms, ShareInputs const& inputs);

/// The line of a bill that takes a tenant's part: "share:loss:7" of sharing group 7.
std::string share_code(std::string_view kind, std::int64_t sharing);
bool is_share(std::string_view code);

}  // namespace e2ms
