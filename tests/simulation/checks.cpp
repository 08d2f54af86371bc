#include "checks.hpp"

#include <cstdlib>

#include "e2ms/query/ledger_audit.hpp"

namespace e2ms::simulation {
namespace {

constexpr std::size_t kMostFindings = 40;
/// Registers show 10 Wh steps at worst.
constexpr std::int64_t kStepWh = 10;

std::string text(std::int64_t number) {
  return std::to_string(number);
}

}  // namespace

void Checks::found(std::string what) {
  if (findings_.size() < kMostFindings) findings_.push_back(std::move(what));
}

void Checks::none(std::string const& what, std::string const& count) {
  auto const number = town_.number(count);
  if (number != 0) found(what + ": " + text(number));
}

void Checks::daily(Instant now, std::vector<Intent> const& intents) {
  check_ledger();
  check_wallets();
  check_top_ups(intents);
  check_cut_offs();
  check_confirmed_relays(now);
  check_unread(now);
}

void Checks::at_end(Instant now, std::vector<Intent> const& intents) {
  std::vector<store::Announcement> ignored;
  store::WriteTx tx(*town_.session, ignored);
  auto const audit = answer(tx, query::LedgerAudit{});
  if (!audit) return found("the audit could not be made");
  for (auto const& finding : audit->findings) found("audit: " + finding);
  for (auto const& intent : intents)
    if (intent.tried && !intent.answered) found(intent.reference + " was never answered");
  none("wishes that were lost", "SELECT count(*) FROM supply_wish WHERE confirmed_at IS NULL");
  none("alarms of relays left open",
       "SELECT count(*) FROM alarm WHERE kind = 1 AND closed_at IS NULL");
  auto const nights = town_.number("SELECT count(*) FROM verification");
  if (nights < (now - start_).ms / days(1).ms - 1) found("verified only so often: " + text(nights));
  check_energy(now);
  check_days();
  check_money();
  check_policy();
  check_moves();
}

void Checks::check_ledger() {
  none("journals that do not sum to zero",
       "SELECT count(*) FROM (SELECT journal FROM entry GROUP BY journal"
       " HAVING sum(amount_fen) <> 0 OR count(*) < 2)");
  none("balances that are not the sum of their entries",
       "SELECT count(*) FROM (SELECT book, account FROM"
       " (SELECT book, account, amount_fen FROM balance UNION ALL"
       " SELECT book, account, -amount_fen FROM entry) GROUP BY book, account"
       " HAVING sum(amount_fen) <> 0)");
  none("nights on which the daemon's own verification failed",
       "SELECT count(*) FROM verification WHERE findings <> 0");
  none("meters whose charged and running energy is not what the register moved",
       "SELECT count(*) FROM account_meter b"
       " JOIN meter m ON m.id = b.meter JOIN meter_state s ON s.meter = b.meter"
       " WHERE NOT EXISTS (SELECT 1 FROM meter_ratio x WHERE x.meter = m.id AND x.since > 0)"
       " AND b.opening_wh IS NOT NULL AND (s.last_wh - b.opening_wh - (SELECT"
       "   coalesce(sum(r.total_wh - d.baseline_wh), 0) FROM reading_decision d"
       "   JOIN reading r ON r.meter = d.meter AND r.taken_at = d.taken_at"
       "   WHERE d.meter = b.meter AND d.kind = 1 AND d.taken_at > b.opening_at)) * m.ratio <>"
       " (SELECT coalesce(sum(energy_wh), 0) FROM charge c"
       "   WHERE c.meter = b.meter AND c.account = b.account AND c.code = 'energy') + m.ratio *"
       " (SELECT coalesce(sum(to_wh - from_wh), 0) FROM accrual a"
       "   WHERE a.meter = b.meter AND a.account = b.account AND a.code = 'energy')");
}

/// Each day's energy begins where the last one's ended, whatever was packed since.
void Checks::check_days() {
  none("meters whose days do not add up to what the register moved",
       "SELECT count(*) FROM account_meter b JOIN energy_day l ON l.meter = b.meter"
       " AND l.day = (SELECT max(day) FROM energy_day x WHERE x.meter = b.meter)"
       " WHERE b.opening_wh IS NOT NULL AND l.last_wh - b.opening_wh - (SELECT"
       "   coalesce(sum(r.total_wh - d.baseline_wh), 0) FROM reading_decision d"
       "   JOIN reading r ON r.meter = d.meter AND r.taken_at = d.taken_at"
       "   WHERE d.meter = b.meter AND d.kind = 1 AND d.taken_at > b.opening_at"
       "   AND d.taken_at <= l.last_at) <>"
       " (SELECT sum(used_wh) FROM energy_day u WHERE u.meter = b.meter)");
}

void Checks::check_wallets() {
  none("wallets that are not top-ups less reversals less charges",
       "SELECT count(*) FROM account a WHERE"
       " coalesce((SELECT amount_fen FROM balance b WHERE b.book = 1 AND b.account = a.id), 0) <>"
       " (SELECT coalesce(sum(t.amount_fen), 0) FROM top_up t WHERE t.account = a.id"
       "   AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = t.journal)) -"
       " (SELECT coalesce(sum(c.amount_fen), 0) FROM charge c WHERE c.account = a.id)");
}

void Checks::check_top_ups(std::vector<Intent> const& intents) {
  std::map<std::string, std::string> kept;
  for (auto const& row : town_.texts("SELECT reference || ' ' || account || ' ' || amount_fen"
                                     " FROM top_up ORDER BY id")) {
    auto const reference = row.substr(0, row.find(' '));
    if (!kept.emplace(reference, row).second) found(reference + " was counted twice");
  }
  for (auto const& intent : intents) {
    auto const row = kept.find(intent.reference);
    if (row == kept.end()) {
      if (intent.answered) found(intent.reference + " was answered and is lost");
      continue;
    }
    auto const expected =
        intent.reference + " " + text(intent.account.value) + " " + text(intent.amount.fen());
    if (row->second != expected) found(intent.reference + " is kept as " + row->second);
    kept.erase(row);
  }
  for (auto const& [reference, row] : kept) found(reference + " was never paid");
}

/// Nobody is cut off with money left, on an old reading, unwarned, or sooner than was said.
void Checks::check_cut_offs() {
  // A meter in the place of one that was off goes on being off: that is no new cut-off.
  std::string const cut =
      " FROM supply_decision d WHERE d.verdict = 1 AND d.reason = 1 AND NOT EXISTS (SELECT 1"
      " FROM meter m WHERE m.id = d.meter AND m.replaces IS NOT NULL"
      "   AND d.id = (SELECT min(x.id) FROM supply_decision x WHERE x.meter = d.meter)) AND ";
  none("cut off with money left",
       "SELECT count(*)" + cut +
           "(d.available_fen IS NULL OR d.available_fen > 0"
           " OR d.posted_fen - d.running_fen + d.credit_limit_fen <> d.available_fen)");
  none("cut off on an old reading", "SELECT count(*)" + cut +
                                        "(d.reading_at IS NULL OR d.reading_at > d.at"
                                        " OR d.at - d.reading_at > " +
                                        text(kFreshReading.ms) + ")");
  none("cut off unwarned or too soon",
       "SELECT count(*)" + cut + "(d.warned_at IS NULL OR d.at - d.warned_at < " +
           text(kWarningGrace.ms) +
           " OR NOT EXISTS (SELECT 1 FROM message w WHERE w.account = d.account"
           "  AND w.at = d.warned_at AND w.kind IN (0, 1, 2)))");
  // A warning of the same depth again, or of a lesser one, says that the level rose in between.
  none("cut off on a warning from before the level rose",
       "SELECT count(*)" + cut +
           "EXISTS (SELECT 1 FROM message v JOIN message w ON w.account = v.account"
           " AND w.id > v.id AND w.kind <= v.kind WHERE v.account = d.account"
           " AND v.at >= d.warned_at AND w.at <= d.at AND v.kind IN (0, 1, 2)"
           " AND w.kind IN (0, 1, 2))");
}

/// What the daemon calls confirmed is so. A relay that was never wished for is closed.
void Checks::check_confirmed_relays(Instant now) {
  for (auto const& place : town_.places) {
    if (!place.has_relay || place.fits_since > now) continue;
    auto const wish = town_.number(
        "SELECT coalesce((SELECT CASE WHEN confirmed_at IS NULL THEN -1 ELSE wanted END"
        " FROM supply_wish WHERE meter = " +
        text(place.meter.value) + "), 0)");
    bool const open = town_.meter_at(place).state().relay_open;
    if (wish >= 0 && open != (wish == 1))
      found("meter " + text(place.meter.value) + " is not where it was confirmed to be");
  }
}

/// No reading is ahead of the meter, nor further behind than the load since then.
void Checks::check_unread(Instant now) {
  for (auto const& place : town_.places) {
    // Nobody has told yet that another meter hangs there.
    if (place.fits_since == Instant{INT64_MAX}) continue;
    auto const id = text(place.meter.value);
    auto const last_at = town_.number("SELECT last_at FROM meter_state WHERE meter = " + id);
    if (last_at == 0) {
      if (now - start_ > days(2)) found("meter " + id + " was never read");
      continue;
    }
    auto const last = town_.number("SELECT last_wh FROM meter_state WHERE meter = " + id);
    auto const unread = town_.true_wh(place, now) - last;
    auto const span = now.ms - last_at + seconds(30).ms;
    auto const most = place.peak_w * span / hours(1).ms + 2 * kStepWh;
    if (unread < 0 || unread > most)
      found("meter " + id + " has unread Wh: " + text(unread) + ", at most " + text(most));
  }
}

/// Nothing is unread, and the opening reading was the register as it was then.
void Checks::check_energy(Instant now) {
  for (auto const& place : town_.places) {
    auto const id = text(place.meter.value);
    auto const last = town_.number("SELECT last_wh FROM meter_state WHERE meter = " + id);
    auto const unread = town_.true_wh(place, now) - last;
    if (unread < 0 || unread >= kStepWh) found("meter " + id + " ends unread: " + text(unread));
    if (!place.account) continue;
    auto const from = " FROM account_meter WHERE meter = " + id;
    auto const opening = town_.number("SELECT opening_wh" + from);
    auto const age = town_.number("SELECT opening_at" + from) - start_.ms;
    auto const most = place.initial_wh + place.peak_w * age / hours(1).ms + kStepWh;
    if (opening <= place.initial_wh - kStepWh || opening > most)
      found("meter " + id + " was opened at " + text(opening));
  }
}

}  // namespace e2ms::simulation
