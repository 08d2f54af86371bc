#include "review.hpp"

#include "accruing.hpp"
#include "alarms.hpp"
#include "e2ms/domain/dues.hpp"
#include "e2ms/domain/wallet.hpp"
#include "e2ms/store/subsidy.hpp"
#include "vacancy.hpp"
#include "wishing.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

/// Columns of account.for_review.
struct AccountRow {
  AccountId id;
  Money credit_limit;
  Money alarm1;
  Money alarm2;
  Money reconnect;
  Duration warning_grace;
  Duration fresh_reading;
  std::string time_zone;
  PaymentMode mode;
  AccountKind kind;
  std::optional<Instant> closed_at;
  Money posted;
  WarningLevel level;
  std::optional<Instant> warned_at;
  std::optional<Money> running;  ///< as last noted, as the next
  bool subsidised;
  bool held_alarm;  ///< the alarm about a held cut-off is open
};

/// What is noted with the account beside its balance.
struct AccountPicture {
  WarningLevel level;
  Money running;
  std::optional<Instant> warned_at;
  bool subsidised;

  friend bool operator==(AccountPicture const&, AccountPicture const&) = default;
};

std::optional<AccountPicture> noted_picture(AccountRow const& account) {
  if (!account.running) return std::nullopt;
  return AccountPicture{account.level, *account.running, account.warned_at, account.subsidised};
}

/// Each reading brings a review, and most of them change nothing.
void note_picture(store::WriteTx& tx, AccountId account, std::optional<AccountPicture> const& noted,
                  AccountPicture const& now) {
  if (noted == now) return;
  tx.run("account.set_state", in("account", account), in("level", now.level),
         in("running", now.running), in("warned_at", now.warned_at),
         in("subsidised", now.subsidised));
}

MessageKind message_of(WarningLevel level) {
  switch (level) {
    case WarningLevel::low:
      return MessageKind::low;
    case WarningLevel::very_low:
      return MessageKind::very_low;
    case WarningLevel::arrears:
      return MessageKind::arrears;
    case WarningLevel::none:
      break;
  }
  ENSURE(level != WarningLevel::none);
  return MessageKind::low;
}

/// Warnings are given on the way down, each level once. Any rise of the level begins a new descent,
/// with a first warning and a grace of its own; so do arrears of an account that pays afterwards.
void warn(store::WriteTx& tx, AccountRow& account, Standing const& standing, Instant at) {
  auto const level = warning_level(standing.means(), account.alarm1, account.alarm2);
  if (level < account.level) {
    account.warned_at = std::nullopt;
  } else if (level > account.level) {
    tx.run("account.insert_message", in("account", account.id), in("at", at),
           in("kind", message_of(level)), in("available", standing.left()));
    // What is overdue comes at once, by the calendar: a warning of before was about other money.
    bool const jumped = level == WarningLevel::arrears && standing.overdue;
    if (!account.warned_at || jumped) account.warned_at = at;
  }
  account.level = level;
}

/// How the relay was left to the account.
enum class Found { as_wished, off_before, off_by_others };

Found found(RelayMeter const& meter, ReviewCause const& cause) {
  if (cause.new_hands && (meter.wanted == Relay::open || meter.relay == Relay::open))
    return Found::off_by_others;
  return cause.was_off && cause.meter == meter.id ? Found::off_before : Found::as_wished;
}

SupplyView view_of(AccountRow const& account, Standing const& standing, RelayMeter const& meter,
                   Instant at, Found found) {
  bool const was_off = found == Found::off_before;
  bool const by_others = found == Found::off_by_others;
  return {.means = standing.means(),
          .reconnect = account.reconnect,
          .hold = meter.hold ? std::optional<SupplyHold>{{*meter.hold}} : std::nullopt,
          .off_for_arrears = was_off || by_others ||
                             (meter.wanted == Relay::open && meter.reason == SupplyReason::arrears),
          // Who comes into a dark room needs no more than any money at all.
          .seen_open = was_off || (meter.relay == Relay::open && !by_others),
          .reading_at = meter.reading_at,
          .warned_at = account.warned_at,
          .now = at,
          .fresh_reading = account.fresh_reading,
          .warning_grace = account.warning_grace};
}

Result<Standing> standing_of(store::ReadTx& tx, AccountRow const& account, Instant at) {
  TRY(auto const running, store::running_charge(tx, account.id));
  TRY(auto const zone, Zone::named(account.time_zone));
  TRY(bool const subsidised,
      store::subsidy_lasts(tx, account.id, bill_at(at, zone), running.charges));
  Standing standing{account.posted, running.due(), account.credit_limit, subsidised, std::nullopt};
  if (account.mode == PaymentMode::postpaid)
    standing.overdue = overdue(
        account.posted,
        tx.one<Money>("due.not_due", in("account", account.id), in("at", at)).value_or(Money{}));
  return standing;
}

/// Posts before the first relay opens for arrears, so that the decision rests on the ledger.
Result<void> post_before_cut_off(store::WriteTx& tx, AccountRow& account, Standing& standing,
                                 Instant at) {
  TRY(auto const journal, post_running(tx, account.id, at));
  if (!journal) return {};
  // Closed bills may have changed with it.
  account.posted = tx.one<Money>("account.wallet", in("account", account.id)).value_or(Money{});
  TRY(standing, standing_of(tx, account, at));
  return {};
}

bool opens_for_arrears(RelayMeter const& meter, SupplyRuling const& ruling) {
  bool const already = meter.wanted == Relay::open && meter.reason == SupplyReason::arrears;
  return ruling.verdict == SupplyVerdict::off && ruling.reason == SupplyReason::arrears && !already;
}

}  // namespace

Result<Money> review_account(store::WriteTx& tx, AccountId id, Instant at,
                             ReviewCause const& cause) {
  auto account = tx.one<AccountRow>("account.for_review", in("account", id),
                                    in("alarm", AlarmKind::cut_off_held));
  ENSURE(account.has_value());
  auto const noted = noted_picture(*account);
  TRY(auto standing, standing_of(tx, *account, at));
  if (account->kind == AccountKind::landlord || account->closed_at) {
    if (!account->closed_at) review_vacancy(tx, id, at, cause);
    note_picture(tx, id, noted, {WarningLevel::none, standing.running, std::nullopt, false});
    tx.announce({Announcement::Kind::account, id.value});
    return standing.available();
  }
  warn(tx, *account, standing, at);

  auto const rules = by_rule();
  bool held = false;
  for (auto const& meter : tx.all<RelayMeter>("supply.relay_meters_of", in("account", id),
                                              in("held", SupplyVerdict::held))) {
    auto const how = found(meter, cause);
    auto ruling = rule_supply(view_of(*account, standing, meter, at, how));
    if (opens_for_arrears(meter, ruling)) {
      TRY_VOID(post_before_cut_off(tx, *account, standing, at));
      ruling = rule_supply(view_of(*account, standing, meter, at, how));
    }
    held = held || ruling.verdict == SupplyVerdict::held;
    auto const& who = cause.meter.value_or(meter.id) == meter.id ? cause : rules;
    decide(tx, meter, ruling,
           {.at = at,
            .actor = who.actor,
            .note = who.note,
            .account = id,
            .new_hands = cause.new_hands,
            .standing = standing,
            .reconnect = account->reconnect,
            .warned_at = account->warned_at});
  }
  if (held)
    open_alarm(tx, AlarmKind::cut_off_held, {.account = id}, "", at);
  else if (account->held_alarm)
    close_alarm(tx, AlarmKind::cut_off_held, {.account = id}, at);
  note_picture(tx, id, noted,
               {account->level, standing.running, account->warned_at, standing.subsidised});
  tx.announce({Announcement::Kind::account, id.value});
  return standing.available();
}

void review_vacant_meter(store::WriteTx& tx, MeterId id, Instant at, ReviewCause const& cause) {
  auto const meter =
      tx.one<RelayMeter>("supply.relay_meter", in("meter", id), in("held", SupplyVerdict::held));
  if (!meter) return;
  SupplyRuling ruling{SupplyVerdict::on, SupplyReason::in_credit};
  if (meter->hold == Relay::open) ruling = {SupplyVerdict::off, SupplyReason::forced_off};
  if (meter->hold == Relay::closed) ruling.reason = SupplyReason::kept_supplied;
  decide(tx, *meter, ruling, {.at = at, .actor = cause.actor, .note = cause.note});
}

}  // namespace e2ms::command
