#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/store/share_month.hpp"

/// Sharing groups, their rules and their months, for people.
namespace e2ms::query {

/// A rule with the names of what it is about.
struct ShareRuleView {
  struct Meter {
    MeterId id;
    ShareRole role;
    std::string address;
    std::string room;
  };
  struct Room {
    RoomId id;
    std::string name;
    std::int64_t area;
  };
  store::ShareRuleId id;
  std::string first_bill;
  ShareTerms terms;
  bool automatic;  ///< its months are posted by themselves
  std::string note;
  std::string actor;
  Instant at;
  std::vector<Meter> meters;
  std::vector<Room> rooms;
};

/// What is known of a month that was calculated.
struct ShareRunSums {
  std::string bill;
  Instant at;
  std::string actor;
  Energy main, subs, common;
  Money loss_amount, common_amount, charged;

  Energy loss() const { return main - subs; }
};

/// The months that are to be posted by themselves now.
struct AutomaticMonths {
  ProjectId project;
  Instant at;
  using Answer = std::vector<store::AutomaticMonth>;
};
Result<AutomaticMonths::Answer> answer(store::ReadTx& tx, AutomaticMonths const& question);

/// All groups of a project.
struct Sharings {
  ProjectId project;

  struct Row {
    store::SharingId id;
    std::string name;
    std::optional<ShareRuleView> rule;  ///< the newest
    std::optional<ShareRunSums> last;   ///< the latest month that was calculated
  };
  using Answer = std::vector<Row>;
};
Result<Sharings::Answer> answer(store::ReadTx& tx, Sharings const& question);

/// One group: its rules, those that begin latest first, and its months from the first rule's on to
/// the present one, newest first. Nothing when the project has no such group.
struct SharingPage {
  ProjectId project;
  store::SharingId sharing;
  Instant at;

  struct Month {
    std::string bill;
    bool over;
    std::optional<ShareRunSums> run;
  };
  struct Page {
    store::SharingId id;
    std::string name;
    std::vector<ShareRuleView> rules;
    std::vector<Month> months;
  };
  using Answer = std::optional<Page>;
};
Result<SharingPage::Answer> answer(store::ReadTx& tx, SharingPage const& question);

/// An entry of what the grid asked for a month; the newest of a meter's month counts.
struct GridBillView {
  store::GridBillId id;
  MeterId meter;
  std::string address;
  std::string room;
  std::string bill;
  Energy energy;
  Money amount;
  std::string note;
  std::string actor;
  Instant at;
};

/// A group's month as it comes out now, or as it was calculated when it cannot be any more.
struct ShareOfMonth {
  ProjectId project;
  store::SharingId sharing;
  std::string bill;
  Instant at;

  struct Meter {
    store::ShareMeter of;
    std::string address;
    std::string room;
  };
  struct Party {
    ShareParty of;
    MonthShares::Party part;
    std::string room;
    std::string tenant;  ///< empty when nobody lived there
    Money posted;        ///< what his bill says now
  };
  struct Gap {
    store::ShareGap of;
    std::string address;
    std::string room;
  };
  struct Page {
    std::string name;
    store::ShareMonthResult::State state;
    std::optional<ShareRunSums> run;  ///< the newest
    bool current = false;             ///< what was posted is what comes out
    std::vector<Gap> missing;
    std::vector<GridBillView> grid_bills;  ///< of its main meters' month, newest first
    std::optional<ShareTerms> terms;       ///< none without a rule
    // Nothing when it was never calculated and cannot be:
    std::optional<ShareInputs> inputs;
    MonthShares shares;
    std::vector<Meter> meters;
    std::vector<Party> parties;
  };
  using Answer = std::optional<Page>;
};
Result<ShareOfMonth::Answer> answer(store::ReadTx& tx, ShareOfMonth const& question);

/// All entries for a meter, newest month first; nothing when the project has no such meter.
struct GridBills {
  ProjectId project;
  MeterId meter;
  using Answer = std::optional<std::vector<GridBillView>>;
};
Result<GridBills::Answer> answer(store::ReadTx& tx, GridBills const& question);

/// A tenant's part of a group's month, for his bill.
struct BillShare {
  store::SharingId sharing;
  std::string name;
  ShareTerms terms;
  ShareInputs inputs;
  MonthShares shares;
  std::size_t party;  ///< his place in the lists of both
};
Result<std::vector<BillShare>> bill_shares(store::ReadTx& tx, AccountId account,
                                           std::string const& bill);

}  // namespace e2ms::query
