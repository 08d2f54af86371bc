#pragma once

#include <string>
#include <utility>
#include <vector>

#include "e2ms/store/share_month.hpp"

/// Sharing groups: who pays for what is lost behind a main meter and what public meters count.
namespace e2ms::command {

/// Says how a sharing group divides from a month on, and makes the group when it is new. Months
/// that were calculated keep their rule.
struct SetShareRule {
  ProjectId project;
  store::SharingId sharing;  ///< {0}: a new one of that name
  std::string name;          ///< of a new one
  std::string first_bill;    ///< local month, "2026-11"
  ShareTerms terms;
  std::vector<std::pair<MeterId, ShareRole>> meters;
  std::vector<std::pair<RoomId, std::int64_t>> rooms;  ///< with their area in hundredths of m²
  bool automatic = false;  ///< months are posted by themselves, see store::automatic_months
  Instant at;
  std::string actor;
  std::string note;

  enum class Verdict {
    set,
    name_taken,
    unknown_sharing,
    unknown_meter,  ///< of that project; `place` says which in the list, as the next
    unknown_room,
    meter_twice,
    room_twice,
    no_main_meter,
    month_used,  ///< that month or a later one was calculated by the rule as it is
  };
  struct Outcome {
    Verdict verdict;
    store::SharingId sharing = {};
    std::size_t place = 0;
  };
};
Result<SetShareRule::Outcome> execute(store::WriteTx& tx, SetShareRule const& command);

/// What the grid asked for a main meter's month. A correction is a new entry and says why; the one
/// before stays.
struct EnterGridBill {
  ProjectId project;
  MeterId meter;
  std::string bill;
  Energy energy;
  Money amount;
  Instant at;
  std::string actor;
  std::string note;

  enum class Verdict { entered, already_entered, unknown_meter, not_over, note_missing };
  struct Outcome {
    Verdict verdict;
  };
};
Result<EnterGridBill::Outcome> execute(store::WriteTx& tx, EnterGridBill const& command);

/// Calculates a month that is over for a sharing group and posts to each tenant what differs from
/// what was posted before: on the open bill, else as an adjustment. Repeating it posts nothing.
struct ShareMonth {
  ProjectId project;
  store::SharingId sharing;
  std::string bill;
  Instant at;
  std::string actor;

  enum class Verdict { posted, unchanged, unknown_sharing, no_rule, not_over, incomplete };
  struct Outcome {
    Verdict verdict;
    std::size_t journals = 0;
    std::vector<store::ShareGap> missing = {};
  };
};
Result<ShareMonth::Outcome> execute(store::WriteTx& tx, ShareMonth const& command);

/// After the months that post by themselves were tried (store::automatic_months): an alarm for each
/// main meter behind which a month still waits though its bills are closed, naming the first group
/// and month and what is missing; those of others end.
struct NoteWaitingShares {
  ProjectId project;
  Instant at;
  Duration close_after;  ///< bills are closed so long after their month

  struct Outcome {};
};
Result<NoteWaitingShares::Outcome> execute(store::WriteTx& tx, NoteWaitingShares const& command);

}  // namespace e2ms::command
