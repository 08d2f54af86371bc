#include "wishing.hpp"

#include "alarms.hpp"
#include "e2ms/domain/dues.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

DecisionId write_decision(store::WriteTx& tx, RelayMeter const& meter, SupplyRuling const& ruling,
                          DecisionGround const& ground) {
  std::optional<Money> posted, running, credit_limit, available, overdue;
  std::optional<bool> subsidised;
  if (ground.standing) {
    posted = ground.standing->posted;
    running = ground.standing->running;
    credit_limit = ground.standing->credit_limit;
    available = ground.standing->available();
    overdue = ground.standing->overdue;
    subsidised = ground.standing->subsidised;
  }
  return tx.insert<DecisionId>(
      "supply.insert_decision", in("meter", meter.id), in("account", ground.account),
      in("at", ground.at), in("verdict", ruling.verdict), in("reason", ruling.reason),
      in("note", ground.note), in("actor", ground.actor), in("posted", posted),
      in("running", running), in("credit_limit", credit_limit), in("available", available),
      in("reconnect", ground.reconnect), in("reading_at", meter.reading_at),
      in("warned_at", ground.warned_at), in("overdue", overdue), in("subsidised", subsidised));
}

/// A relay that is where it should be, and was never wished for, needs no order.
bool as_wanted(RelayMeter const& meter, SupplyRuling const& ruling, Relay wanted) {
  if (meter.wanted) return meter.wanted == wanted && meter.reason == ruling.reason;
  bool const nothing_to_do = !meter.relay || meter.relay == wanted;
  return nothing_to_do && ruling.reason == SupplyReason::in_credit;
}

/// Told apart from a change of mind: the same place for another reason needs no new order. Only a
/// wish that was read back says so; the picture of the relay may be older than the last order.
void wish(store::WriteTx& tx, RelayMeter const& meter, Relay wanted, SupplyReason reason,
          DecisionId decision, Instant at) {
  tx.run("supply.set_wish", in("meter", meter.id), in("wanted", wanted), in("reason", reason),
         in("decision", decision));
  bool const stays = meter.confirmed && meter.wanted == wanted && meter.relay == wanted;
  if (stays)
    tx.run("supply.confirm_wish", in("meter", meter.id), in("at", at));
  else
    tx.announce({Announcement::Kind::supply_wanted, meter.id.value});
}

/// A meter's relay as it was last seen, and what is wished of it, if anything ever was.
struct RelayRow {
  std::optional<Relay> relay;
  std::optional<Relay> wanted;
  std::optional<DecisionId> decision;
  std::optional<Instant> confirmed_at;
  std::optional<AccountId> account;
};

/// A relay that was seen elsewhere before has moved, and the tenant has noticed.
void confirm(store::WriteTx& tx, MeterId meter, RelayRow const& before, Relay relay, Instant at) {
  tx.run("supply.confirm_wish", in("meter", meter), in("at", at));
  tx.run("supply.insert_step", in("decision", before.decision), in("at", at),
         in("step", SupplyStep::confirmed), in("detail", static_cast<std::int32_t>(relay)));
  close_alarm(tx, AlarmKind::supply_contradiction, {.meter = meter}, at);
  if (!before.account || before.relay == relay) return;
  auto const kind = relay == Relay::open ? MessageKind::cut_off : MessageKind::restored;
  tx.run("account.insert_message", in("account", *before.account), in("at", at), in("kind", kind),
         in("available", noted_standing(tx, *before.account, at).left()));
}

}  // namespace

Standing noted_standing(store::ReadTx& tx, AccountId account, Instant at) {
  struct Row {
    Money posted;
    Money running;
    Money credit_limit;
    PaymentMode mode;
  };
  auto const row = tx.one<Row>("supply.noted_standing", in("account", account));
  ENSURE(row.has_value());
  Standing standing{row->posted, row->running, row->credit_limit};
  if (row->mode == PaymentMode::postpaid)
    standing.overdue = overdue(
        row->posted,
        tx.one<Money>("due.not_due", in("account", account), in("at", at)).value_or(Money{}));
  return standing;
}

void decide(store::WriteTx& tx, RelayMeter const& meter, SupplyRuling const& wanted_ruling,
            DecisionGround const& ground) {
  // A cut-off that is held means supply until the gate opens: a person's "off" that has ended must
  // not stay in its place.
  bool const stays_off =
      wanted_ruling.verdict == SupplyVerdict::held && meter.wanted == Relay::open;
  SupplyRuling const ruling =
      stays_off ? SupplyRuling{SupplyVerdict::on, SupplyReason::in_credit} : wanted_ruling;
  if (ruling.verdict == SupplyVerdict::held) {
    if (!meter.held || ground.new_hands) write_decision(tx, meter, ruling, ground);
    return;
  }
  Relay const wanted = ruling.verdict == SupplyVerdict::off ? Relay::open : Relay::closed;
  if (as_wanted(meter, ruling, wanted)) {
    // Without an order to give, the trace still says that the cut-off is held no longer.
    if (meter.held || ground.new_hands) write_decision(tx, meter, ruling, ground);
    return;
  }
  auto const decision = write_decision(tx, meter, ruling, ground);
  wish(tx, meter, wanted, ruling.reason, decision, ground.at);
  tx.announce({Announcement::Kind::meter, meter.id.value});
}

bool take_read_back(store::WriteTx& tx, MeterId meter, Relay relay, Instant at) {
  auto const before = tx.one<RelayRow>("supply.before_read_back", in("meter", meter));
  if (!before) return false;
  tx.run("meter.relay_seen", in("meter", meter), in("relay", relay), in("at", at));
  tx.announce({Announcement::Kind::meter, meter.value});
  if (!before->wanted) return false;
  if (*before->wanted == relay) {
    if (!before->confirmed_at) confirm(tx, meter, *before, relay, at);
    return false;
  }
  if (before->confirmed_at) {
    // Somebody or something moved the relay after it was where it should be.
    tx.run("supply.reopen_wish", in("meter", meter));
    tx.announce({Announcement::Kind::supply_wanted, meter.value});
  }
  return true;
}

}  // namespace e2ms::command
