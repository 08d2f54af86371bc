#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "e2ms/base/checked.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/journal.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "e2ms/store/tx.hpp"

/// The audit reads what somebody may have written by hand: any number can stand in any column. So
/// nothing here uses the arithmetic of Money and Energy, which ends the program beyond int64, nor
/// SQL's sum(), which ends the question.
namespace e2ms::query {

/// A sum of amounts in fen, and how it is told.
std::string yuan(Wide fen);
/// A moment that may lie outside the years that can be written.
std::string moment(Instant at);
bool can_be_written(Instant at);

/// Sums of entries by book and account.
using Sums = std::map<std::pair<Book, AccountId>, Wide>;

/// Collects what does not agree, up to a limit; the first findings matter most.
class Findings {
 public:
  explicit Findings(std::size_t most) : most_(most) {}

  void add(std::string finding) {
    if (found_.size() < most_) found_.push_back(std::move(finding));
  }
  std::vector<std::string> take() { return std::move(found_); }

 private:
  std::size_t most_;
  std::vector<std::string> found_;
};

/// Counts what is done of a part, and tells it every hundredth time and at the end.
class Steps {
 public:
  using Progress = LedgerAudit::Progress;

  Steps(LedgerAudit const& audit, Progress::Part part, std::int64_t all)
      : audit_(audit), at_{part, 0, all} {}
  ~Steps() { tell(); }
  Steps(Steps const&) = delete;
  Steps& operator=(Steps const&) = delete;

  void next() {
    constexpr std::int64_t kSeldom = 100;
    if (++at_.done % kSeldom == 0) tell();
  }

 private:
  void tell() const {
    if (audit_.progress) audit_.progress(at_);
  }

  LedgerAudit const& audit_;
  Progress at_;
};

/// Numbering, seals, balance of every journal; energy journals against their charges.
struct ChainEnd {
  std::int64_t journals = 0;
  std::string head_hash;
};
ChainEnd audit_chain(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings);

/// What each project's books moved on each closed day, and stood at, again from the journals.
void audit_books(store::ReadTx& tx, Findings& findings);

/// Pay-outs, and money whose owner was not known, against their journals.
void audit_desk(store::ReadTx& tx, Findings& findings);

/// Each charge against its published price, its line and its two readings.
void audit_charges(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings);

/// Settles every account again from its readings and tariffs: the energy on each line of its bills,
/// posted and running, is what comes out; nothing left out, nothing twice.
void audit_energy(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings);

/// The items of bills against what was posted of them, closed bills and days against what was
/// closed; the items of closed bills are computed again.
void audit_bills(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings);

/// Each month of a sharing group divided again from what it was divided from; what the newest
/// calculation says is what is posted.
void audit_shares(store::ReadTx& tx, Findings& findings);

/// What subsidies pay on each bill of accounts that have grants, and of nobody else.
void audit_subsidies(store::ReadTx& tx, Findings& findings);

/// Each closed bill and each adjustment asks for what it says, and accounts pay as was set last.
void audit_dues(store::ReadTx& tx, Findings& findings);

/// Rooms that changed hands: whose a meter was, one account after the other without a gap; closed
/// accounts have nothing open; what the landlord bears stands in no wallet.
void audit_hands(store::ReadTx& tx, Findings& findings);

/// Balances, line totals, running charges, top-ups, wishes and meter states against the facts.
void audit_pictures(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings);

/// Packs can be read, hold what they say and nothing twice; what they hold stands between the
/// readings around it and against no decision.
void audit_history(store::ReadTx& tx, Findings& findings);

/// Each day's energy is what its readings say, as far as these were not forgotten, and none of them
/// is missing among those that were not.
void audit_energy_days(store::ReadTx& tx, LedgerAudit const& audit, Findings& findings);

}  // namespace e2ms::query
