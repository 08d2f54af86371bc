#include "support/story.hpp"
#include "support/story_words.hpp"

// What a story sees of the house, asked in plain SQL.

namespace e2ms::test {

namespace {

/// What an account of a room that changes hands has.
std::optional<std::string> of_holder(House& house, std::string const& what,
                                     std::string const& account) {
  if (what == "landlord")
    return std::to_string(house.number(
        "SELECT coalesce(sum(amount_fen), 0) FROM entry WHERE book = 11 AND account = " + account));
  if (what == "fed")
    return std::to_string(house.number(
        "SELECT coalesce(sum(wh), 0) FROM (SELECT account, energy_wh AS wh FROM charge "
        "WHERE code = 'energy' UNION ALL SELECT account, (to_wh - from_wh + rolled_wh) * ratio "
        "FROM accrual WHERE code = 'energy') WHERE account = " +
        account));
  if (what == "holder")
    return listed(
        house.texts("SELECT coalesce(nullif(t.name, ''), 'nobody') FROM account a "
                    "JOIN tenant t ON t.id = a.tenant WHERE a.id = " +
                    account));
  return std::nullopt;
}

}  // namespace

std::optional<std::string> Story::look(Words const& words) {
  auto const account = std::to_string(rooms_.count(subject_) ? this->account().value : 0);
  auto const number = [&](std::string const& select) {
    return std::to_string(house_.number(select + account));
  };
  auto const& what = words.at(0);
  if (what == "available")
    return number(
        "SELECT coalesce(b.amount_fen, 0) - coalesce(s.running_fen, 0) + a.credit_limit_fen "
        "FROM account a LEFT JOIN balance b ON b.book = 1 AND b.account = a.id "
        "LEFT JOIN account_state s ON s.account = a.id WHERE a.id = ");
  if (what == "balance")
    return number("SELECT coalesce(sum(amount_fen), 0) FROM entry WHERE book = 1 AND account = ");
  if (auto const seen = of_holder(house_, what, account)) return seen;
  if (what == "running")
    return number("SELECT coalesce(sum(running_fen), 0) FROM account_state WHERE account = ");
  if (what == "charged")
    return number("SELECT coalesce(sum(amount_fen), 0) FROM charge WHERE account = ");
  if (what == "bill")
    return words.at(1) + " " +
           number("SELECT coalesce(sum(amount_fen), 0) FROM charge WHERE bill = '" + words.at(1) +
                  "' AND account = ");
  if (what == "line")
    return words.at(1) + " " +
           number(
               "SELECT coalesce(sum(amount_fen), 0) FROM charge "
               "WHERE code || '/' || tier || '/' || period = '" +
               words.at(1) + "' AND account = ");
  if (what == "item")
    return words.at(1) + " " +
           number("SELECT coalesce(sum(amount_fen), 0) FROM bill_item WHERE code = '" +
                  words.at(1) + "' AND account = ");
  if (what == "fees")
    return number("SELECT coalesce(sum(amount_fen), 0) FROM entry WHERE book = 6 AND account = ");
  if (what == "adjusted")
    return number("SELECT coalesce(sum(amount_fen), 0) FROM adjustment WHERE account = ");
  if (what == "closed")
    return listed(house_.texts("SELECT bill FROM bill_closing WHERE account = " + account +
                               " ORDER BY bill"));
  if (what == "journals") return std::to_string(house_.number("SELECT count(*) FROM journal"));
  if (what == "posted") return std::to_string(posted_);
  if (what == "book")
    return words.at(1) + " " +
           std::to_string(house_.number("SELECT coalesce(sum(amount_fen), 0) FROM entry "
                                        "WHERE book = " +
                                        words.at(1)));
  if (what == "missing") return missing_.empty() ? "none" : missing_;
  if (what == "rest")
    return std::to_string(house_.number(
        "SELECT loss_fen + common_fen - charged_fen FROM share_run ORDER BY id DESC LIMIT 1"));
  if (what == "told")
    return std::to_string(
        house_.number("SELECT available_fen FROM message ORDER BY id DESC LIMIT 1"));
  if (auto const seen = look_at_dues(words)) return seen;
  return look_at_rows(what);
}

std::optional<std::string> Story::look_at_rows(std::string const& what) {
  if (what == "level") {
    constexpr char const* kLevels[] = {"none", "low", "very_low", "arrears"};
    return kLevels[house_.number(
        "SELECT coalesce(max(level), 0) FROM account_state WHERE account = " +
        std::to_string(rooms_.count(subject_) ? account().value : 0))];
  }
  auto const texts = [&](std::string const& select) { return listed(house_.texts(select)); };
  std::string const of_meter =
      rooms_.count(subject_) ? " WHERE meter = " + std::to_string(meter().id.value) : " WHERE 0";
  std::string const reasons =
      "CASE reason WHEN 0 THEN 'in_credit' WHEN 1 THEN 'arrears' WHEN 2 THEN 'forced_off' "
      "WHEN 4 THEN 'vacant' ELSE 'kept_supplied' END";
  if (what == "supply")
    return texts("SELECT CASE wanted WHEN 0 THEN 'on ' ELSE 'off ' END || " + reasons +
                 " FROM supply_wish" + of_meter);
  if (what == "wish")
    return texts(
        "SELECT CASE WHEN confirmed_at IS NULL THEN 'open' ELSE 'fulfilled' END "
        "FROM supply_wish" +
        of_meter);
  if (what == "decision")
    return texts("SELECT CASE verdict WHEN 0 THEN 'on ' WHEN 1 THEN 'off ' ELSE 'held ' END || " +
                 reasons + " FROM supply_decision" + of_meter + " ORDER BY id DESC LIMIT 1");
  if (what == "decider")
    return texts("SELECT actor FROM supply_decision" + of_meter + " ORDER BY id DESC LIMIT 1");
  if (what == "decisions")
    return std::to_string(house_.number("SELECT count(*) FROM supply_decision" + of_meter));
  if (what == "nobodys")
    return std::to_string(
        house_.number("SELECT coalesce(sum(r.total_wh - d.baseline_wh), 0) FROM reading_decision d "
                      "JOIN reading r USING (meter, taken_at)" +
                      of_meter + " AND d.kind = 1"));
  if (what == "total")
    return std::to_string(
        house_.number("SELECT coalesce(max(last_wh), -1) FROM meter_state" + of_meter));
  if (what == "messages")
    return texts(
        "SELECT CASE kind WHEN 0 THEN 'low' WHEN 1 THEN 'very_low' WHEN 2 THEN 'arrears' "
        "WHEN 3 THEN 'cut_off' WHEN 4 THEN 'restored' WHEN 5 THEN 'topped_up' "
        "WHEN 6 THEN 'top_up_reversed' WHEN 7 THEN 'paid_out' WHEN 8 THEN 'pay_out_reversed' "
        "ELSE 'adjusted' END FROM message WHERE id > " +
        std::to_string(last_message_) + " ORDER BY id");
  if (what == "alarms")
    return texts(
        "SELECT CASE kind WHEN 0 THEN 'reading_doubtful' WHEN 1 THEN 'supply_contradiction' "
        "WHEN 2 THEN 'cut_off_held' WHEN 3 THEN 'line_down' WHEN 6 THEN 'loss_negative' "
        "WHEN 8 THEN 'figures_missing' WHEN 9 THEN 'vacant_use' WHEN 10 THEN 'share_waits' "
        "WHEN 11 THEN 'battery_low' ELSE 'verification_failed' END "
        "FROM alarm WHERE closed_at IS NULL ORDER BY kind");
  return std::nullopt;
}

}  // namespace e2ms::test
