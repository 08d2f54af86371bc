#include "billing.hpp"

#include <algorithm>
#include <map>

#include "accruing.hpp"
#include "alarms.hpp"
#include "e2ms/domain/bill_items.hpp"
#include "e2ms/domain/dues.hpp"
#include "e2ms/domain/energy_price.hpp"
#include "e2ms/domain/public_share.hpp"
#include "e2ms/store/figures.hpp"
#include "e2ms/store/subsidy.hpp"
#include "e2ms/store/wallet.hpp"
#include "holder.hpp"
#include "posting.hpp"

namespace e2ms::command {

using store::in;

namespace {

/// Columns of bill.account.
struct AccountRow {
  Instant opened_at;
  std::optional<Instant> closed_at;
  AccountKind kind;
  std::string time_zone;
  std::optional<Instant> closed_until;  ///< the end of the newest closed bill
};

/// Columns of bill.posted_items.
struct PostedItem {
  std::string code;
  TariffVersionId version;
  Money amount;
};

using Month = store::BillMonth;

/// When a bill or an adjustment that is made then is due.
Instant due_at(store::ReadTx& tx, AccountId account, Instant at) {
  struct Row {
    PaymentMode mode;
    std::int64_t days;
    std::string time_zone;
  };
  auto const terms = tx.one<Row>("due.terms", in("account", account));
  ENSURE(terms.has_value());
  auto const zone = Zone::named(terms->time_zone);
  ENSURE(zone.has_value());
  return terms->mode == PaymentMode::postpaid ? due_after(*zone, at, terms->days) : at;
}

/// The line of a grant as it stands: how much of it was used, and what a unit of that paid.
ItemCharge subsidy_item(std::string const& bill, store::SubsidyStand const& stand, Instant at) {
  auto const& use = stand.use;
  return {bill,
          subsidy_code(use.grant),
          {0},
          at,
          decimal_text(use.quantity),
          decimal_text(-use.price()),
          decimal_text(-use.yuan),
          -stand.posted,
          -use.amount};
}

/// One account's bills, as they are settled now.
class Bills {
 public:
  Bills(store::WriteTx& tx, AccountId account, AccountRow const& row, Zone zone, Instant at)
      : tx_(tx), account_(account), row_(row), zone_(std::move(zone)), at_(at) {}

  /// A month that lies behind the account's end is whole, and nothing is due of it.
  Month month_at(Instant at) const {
    Month month{bill_at(at, zone_), std::max(zone_.start_of_month_at(at), row_.opened_at),
                zone_.start_of_next_month_at(at)};
    if (row_.closed_at && *row_.closed_at > month.from)
      month.to = std::min(month.to, *row_.closed_at);
    return month;
  }
  Month month_of(std::string const& bill) const {
    return month_at(zone_.start_of_day(
        {std::stoi(bill.substr(0, 4)), static_cast<unsigned>(std::stoi(bill.substr(5))), 1}));
  }

  /// Whether the account lives then, by now.
  bool has_begun(Instant at) const { return at <= at_ && !is_over(at); }
  bool is_over(Instant at) const { return row_.closed_at && at >= *row_.closed_at; }

  Instant first_open() const { return row_.closed_until.value_or(row_.opened_at); }

  /// Whether anything was to be posted.
  Result<bool> post_items(Month const& month, JournalKind kind) {
    TRY(auto const items, changed_items(month, kind == JournalKind::adjustment));
    if (items.empty()) return false;
    // From here on it must succeed.
    command::post_items(tx_,
                        {.account = account_,
                         .bill = month.id,
                         .kind = kind,
                         .key = "items",
                         .at = at_,
                         .actor = "e2ms",
                         .cause = "settlement"},
                        items);
    return true;
  }

  /// Whether the month that was looked at last is over and waits for figures.
  bool lacks_figures() const { return lacks_figures_; }

  /// What was posted on bills, closed or not, for days after the account's end.
  Result<void> take_back_beyond() {
    ENSURE(row_.closed_at.has_value());
    auto const account = in("account", account_);
    for (auto const& bill :
         tx_.all<std::string>("bill.closed_beyond", account, in("at", *row_.closed_at)))
      TRY_VOID(post_items(month_of(bill), JournalKind::adjustment));
    auto const last = bill_at(*row_.closed_at - milliseconds(1), zone_);
    for (auto const& bill : tx_.all<std::string>("bill.items_beyond", account, in("bill", last)))
      TRY_VOID(post_items(month_of(bill), JournalKind::items));
    return {};
  }

  void close(Month const& month) {
    auto const account = in("account", account_);
    auto const bill = in("bill", month.id);
    tx_.run("bill.close", account, bill, in("from", month.from), in("to", month.to), in("at", at_));
    // The landlord owes himself nothing.
    if (row_.kind == AccountKind::landlord) return;
    auto const fees = tx_.one<Money>("due.fees_of_bill", account, bill);
    tx_.run("due.insert_of_bill", account, bill, in("fees", *fees),
            in("due", due_at(tx_, account_, at_)));
  }

 private:
  Result<std::vector<ItemCharge>> changed_items(Month const& month, bool closed) {
    std::optional<Money> by_items;
    TRY(auto changed, changed_by_terms(month, closed, by_items));
    TRY(auto const grants, store::subsidies(tx_, account_, month.id, {}, by_items));
    for (auto const& grant : grants)
      if (grant.change() != Money{}) changed.push_back(subsidy_item(month.id, grant, at_));
    return changed;
  }

  /// `by_items` becomes by how much they change what the energy costs.
  Result<std::vector<ItemCharge>> changed_by_terms(Month const& month, bool closed,
                                                   std::optional<Money>& by_items) {
    lacks_figures_ = false;
    if (is_over(month.from)) {
      by_items = Money{};
      return differences(month, {}, posted_items(month));
    }
    auto const known = store::pricing(tx_, account_, month.from);
    if (!known && known.fault().code == FaultCode::not_found) return std::vector<ItemCharge>{};
    TRY(auto const prices, known);
    auto posted = posted_items(month);
    bool const some = std::any_of(prices.versions.begin(), prices.versions.end(),
                                  [](auto const& one) { return has_items(*one.terms); });
    if (!some && posted.empty()) return std::vector<ItemCharge>{};
    auto const items = bill_items(task_of(month, closed, prices),
                                  store::posted_energy(tx_, prices, account_, month.id));
    // Terms that were published cannot go wrong here but by amounts beyond all bounds.
    if (items.problem) return FaultCode::overflow;
    lacks_figures_ = !items.missing.empty();
    by_items = Money{};
    for (auto const& line : items.lines)
      if (changes_energy(line.key.code, line.amount)) *by_items += line.amount;
    return differences(month, items.lines, std::move(posted));
  }

  BillingTask task_of(Month const& month, bool closed, Pricing const& prices) const {
    BillingTask task{.zone = zone_,
                     .meters = {},
                     .readings = {},
                     .versions = {},
                     .bills = {store::bill_period(tx_, account_, month, closed)},
                     .extra_lines = {},
                     .tier_prorate = {}};
    for (auto const& version : prices.versions) task.versions.push_back(*version.terms);
    task.as_of = at_;
    return task;
  }

  using PostedByLine = std::map<std::pair<std::string, TariffVersionId>, Money>;

  PostedByLine posted_items(Month const& month) {
    PostedByLine posted;
    for (auto const& item :
         tx_.all<PostedItem>("bill.posted_items", in("account", account_), in("bill", month.id)))
      // Shares are calculated for all rooms of a group together, not with the terms of one.
      if (!is_share(item.code) && !is_subsidy(item.code))
        posted[{item.code, item.version}] = item.amount;
    return posted;
  }

  std::vector<ItemCharge> differences(Month const& month, std::vector<BillLine> const& lines,
                                      PostedByLine posted) const {
    std::vector<ItemCharge> changed;
    auto const as_of = std::min(zone_.start_of_day_at(at_), month.to);
    for (auto const& line : lines) {
      auto const version = version_of(line.key.version);
      auto const before = posted.extract({line.key.code, version});
      ItemCharge const item{month.id,
                            line.key.code,
                            version,
                            as_of,
                            decimal_text(line.quantity),
                            decimal_text(line.price),
                            decimal_text(line.exact),
                            before ? before.mapped() : Money{},
                            line.amount};
      if (item.amount() != Money{}) changed.push_back(item);
    }
    for (auto const& [key, amount] : posted)
      if (amount != Money{})
        changed.push_back({month.id, key.first, key.second, as_of, "0", "0", "0", amount, {}});
    return changed;
  }

  static TariffVersionId version_of(std::string const& text) {
    return {text.empty() ? 0 : std::stoll(text)};
  }

  store::WriteTx& tx_;
  AccountId account_;
  AccountRow row_;
  Zone zone_;
  Instant at_;
  bool lacks_figures_ = false;
};

/// The first bill that waits for figures, or none.
void note_waiting(store::WriteTx& tx, AccountId account, std::string const& bill, Instant at) {
  if (bill.empty()) return close_alarm(tx, AlarmKind::figures_missing, {.account = account}, at);
  open_alarm(tx, AlarmKind::figures_missing, {.account = account}, bill, at);
  tell_alarm(tx, AlarmKind::figures_missing, {.account = account}, bill);
}

Result<Bills> bills_of(store::WriteTx& tx, AccountId account, Instant at) {
  auto const row = tx.one<AccountRow>("bill.account", in("account", account));
  ENSURE(row.has_value());
  TRY(auto zone, Zone::named(row->time_zone));
  return Bills(tx, account, *row, std::move(zone), at);
}

/// Posts the items of all open bills. The first of them that waits for figures, or none.
Result<std::string> post_open(Bills& bills) {
  std::string waiting;
  for (auto start = bills.first_open(); bills.has_begun(start);) {
    auto const month = bills.month_at(start);
    TRY(bool const posted, bills.post_items(month, JournalKind::items));
    static_cast<void>(posted);
    if (waiting.empty() && bills.lacks_figures()) waiting = month.id;
    start = month.to;
  }
  return waiting;
}

}  // namespace

void post_items(store::WriteTx& tx, ItemPosting const& about,
                std::vector<ItemCharge> const& items) {
  ENSURE(!items.empty());
  std::string detail;
  for (auto const& item : items) detail += item_text(item);
  auto const count = tx.one<std::int64_t>("bill.item_journals", in("account", about.account),
                                          in("bill", about.bill));
  auto const journal = post(tx,
                            {.key = about.key + ":" + std::to_string(about.account.value) + ":" +
                                    about.bill + "#" + std::to_string(count.value_or(0) + 1),
                             .kind = about.kind,
                             .account = about.account,
                             .at = about.at,
                             .actor = about.actor,
                             .cause = about.cause,
                             .reverses = std::nullopt,
                             .entries = charge_entries(holder_of(tx, about.account), {}, items)},
                            detail);
  for (auto const& item : items) write_item(tx, journal, about.account, item);
  if (about.kind == JournalKind::adjustment)
    note_adjustment(tx, about.account, about.bill, journal, sum(items), about.at);
}

Result<std::size_t> settle_bills(store::WriteTx& tx, AccountId account, Instant at,
                                 Duration close_after) {
  TRY(auto bills, bills_of(tx, account, at));
  std::size_t journals = 0;
  std::string waiting;
  for (auto start = bills.first_open(); bills.has_begun(start);) {
    auto const month = bills.month_at(start);
    TRY(bool const posted, bills.post_items(month, JournalKind::items));
    if (posted) ++journals;
    if (month.to + close_after <= at) {
      if (waiting.empty() && bills.lacks_figures()) waiting = month.id;
      if (waiting.empty()) bills.close(month);
    }
    start = month.to;
  }
  note_waiting(tx, account, waiting, at);
  return journals;
}

Result<std::string> settle_last_bills(store::WriteTx& tx, AccountId account, Instant at) {
  TRY(auto bills, bills_of(tx, account, at));
  for (auto start = bills.first_open(); bills.has_begun(start);) {
    auto const month = bills.month_at(start);
    TRY(bool const posted, bills.post_items(month, JournalKind::items));
    static_cast<void>(posted);
    if (bills.lacks_figures()) return month.id;
    bills.close(month);
    start = month.to;
  }
  TRY_VOID(bills.take_back_beyond());
  return std::string();
}

Result<void> post_open_items(store::WriteTx& tx, AccountId account, Instant at) {
  TRY(auto bills, bills_of(tx, account, at));
  TRY(auto const waiting, post_open(bills));
  static_cast<void>(waiting);
  return {};
}

Result<void> settle_items(store::WriteTx& tx, AccountId account, Instant in_bill, Instant at) {
  TRY(auto bills, bills_of(tx, account, at));
  auto const month = bills.month_at(in_bill);
  if (is_closed_bill(tx, account, month.id)) {
    TRY(bool const adjusted, bills.post_items(month, JournalKind::adjustment));
    static_cast<void>(adjusted);
  }
  TRY(auto const waiting, post_open(bills));
  // It is raised by the night alone, once a bill should have been closed.
  if (waiting.empty())
    note_waiting(tx, account, waiting, at);
  else
    tell_alarm(tx, AlarmKind::figures_missing, {.account = account}, waiting);
  return {};
}

Result<void> adjust_items(store::WriteTx& tx, AccountId account, Instant in_bill, Instant at) {
  TRY(auto bills, bills_of(tx, account, at));
  TRY(bool const posted, bills.post_items(bills.month_at(in_bill), JournalKind::adjustment));
  static_cast<void>(posted);
  return {};
}

Result<std::vector<ItemCharge>> subsidy_items(store::ReadTx& tx, AccountId account,
                                              std::span<PricedAccrual const> charges, Instant at) {
  std::vector<ItemCharge> items;
  for (auto const& its : store::by_bill(charges)) {
    auto const& bill = its.front().accrual.piece.line.bill;
    TRY(auto const grants, store::subsidies(tx, account, bill, its));
    for (auto const& grant : grants)
      if (grant.change() != Money{}) items.push_back(subsidy_item(bill, grant, at));
  }
  return items;
}

void write_item(store::WriteTx& tx, JournalId journal, AccountId account, ItemCharge const& item) {
  tx.run("bill.insert_item_charge", in("journal", journal), in("account", account),
         in("bill", item.bill), in("code", item.code), in("version", item.version),
         in("as_of", item.as_of), in("quantity", item.quantity), in("price", item.price),
         in("exact", item.exact_yuan), in("before", item.before), in("after", item.after));
  tx.run("bill.set_item", in("account", account), in("bill", item.bill), in("code", item.code),
         in("version", item.version), in("amount", item.after));
}

void note_adjustment(store::WriteTx& tx, AccountId account, std::string const& bill,
                     JournalId journal, Money amount, Instant at) {
  auto const id = tx.insert<Id<struct AdjustmentTag>>(
      "bill.insert_adjustment", in("journal", journal), in("account", account), in("bill", bill),
      in("amount", amount), in("at", at));
  if (holder_of(tx, account).kind == AccountKind::landlord) return;
  auto const fees = tx.one<Money>("due.fees_of_journal", in("journal", journal));
  // What is given back counts at once.
  auto const due = amount > Money{} ? due_at(tx, account, at) : at;
  tx.run("due.insert_of_adjustment", in("adjustment", id), in("fees", *fees), in("due", due));
}

}  // namespace e2ms::command
