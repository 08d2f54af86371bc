#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/dues.hpp"
#include "e2ms/domain/medium.hpp"
#include "e2ms/domain/reading.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/query/figures.hpp"
#include "e2ms/query/money_page.hpp"
#include "e2ms/query/share_page.hpp"

/// An account's bills: one for each local month. A closed one stays as it was closed; what came
/// later are its adjustments.
namespace e2ms::query {

/// What a closed bill asked for of an account that pays afterwards, adjustments apart.
struct BillDue {
  Instant at;  ///< from here on it is overdue
  Money amount;
  Money unpaid;
};

/// A bill in sums.
struct BillSums {
  std::string id;  ///< "2026-11"
  Instant from;    ///< the account may have begun within the month
  Instant to;
  std::optional<Instant> closed_at;
  Energy energy;
  Money energy_amount;  ///< of an open one with what runs
  Money items;          ///< of an open one with what subsidies will pay of what runs
  Money adjustments;
  std::optional<BillDue> due = std::nullopt;  ///< of a closed one
  Energy used = {};                           ///< with what was adjusted since it was closed
  std::vector<MissingFigure> missing = {};    ///< of a month that is over: an open bill waits

  Money total() const { return energy_amount + items + adjustments; }
};

/// All bills of an account since it was opened, newest first.
struct Bills {
  AccountId account;
  Instant at;
  using Answer = std::vector<BillSums>;
};
Result<Bills::Answer> answer(store::ReadTx& tx, Bills const& question);

/// A line of energy with the charges that make it up; those that run come last.
struct BillEnergyLine {
  std::string code;
  std::int64_t tier;
  std::string period;
  std::string tariff;
  Instant valid_from;
  Price price;
  Energy energy;
  Money amount;
  Money running;  ///< the part of the amount that is not posted yet
  std::vector<Charge> charges;
};

/// A line beside energy, as it was posted last.
struct BillItemLine {
  std::string code;
  std::optional<std::string> tariff;  ///< none on a line of no version
  std::optional<Instant> valid_from;
  std::string quantity;  ///< exact decimals, as the next two
  std::string price;
  std::string exact_yuan;
  Instant as_of;
  Money amount;  ///< of an adjustment: what it changed
};

/// How far one register of a meter moved on a bill, without a gap. Positions are before the ratio.
/// Of a correction the points only say from when to when the energy was counted again.
struct BillReading {
  MeterId meter;
  std::string address;
  std::string model;
  RegisterIndex reg;
  std::int64_t ratio;
  RegisterPoint from;
  RegisterPoint to;
  ReadingSource from_source;  ///< of a point that was read
  ReadingSource to_source;
  Energy rolled;  ///< what the register gained by beginning again at zero
  Energy energy;  ///< after the ratio
  bool correction;
};

struct BillAdjustment {
  std::int64_t number;
  JournalId journal;
  Instant at;
  Money amount;  ///< positive: the tenant pays
  Money fees;    ///< the part of it that the wallet for fees pays
  std::optional<BillDue> due;
  std::vector<Charge> charges;
  std::vector<BillItemLine> items;
};

/// Everything on one bill; nothing when the account has no such one (yet).
struct BillOf {
  AccountId account;
  std::string bill;
  Instant at;

  struct Account {
    std::string tenant;
    std::string room;
    std::optional<std::string> building;
    std::string project;
    std::string time_zone;
    Instant opened_at;
    std::optional<Instant> closed_at;
    PaymentMode mode;
    Medium medium;
  };
  struct Page {
    Account account;
    BillSums sums;
    std::vector<BillEnergyLine> energy;
    std::vector<BillItemLine> items;
    std::vector<BillReading> readings;
    std::vector<BillAdjustment> adjustments;
    std::vector<BillShare> shares;      ///< how the lines of sharing groups came to be
    std::vector<FiguresEntry> figures;  ///< newest first: that one counts

    /// What the wallet for fees pays; the other pays the rest of the total.
    Money fees() const;
  };
  using Answer = std::optional<Page>;
};
Result<BillOf::Answer> answer(store::ReadTx& tx, BillOf const& question);

}  // namespace e2ms::query
