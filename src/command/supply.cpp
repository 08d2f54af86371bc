#include "e2ms/command/supply.hpp"

#include "alarms.hpp"
#include "review.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

struct MeterRow {
  bool has_relay;
  std::optional<AccountId> account;
  std::optional<Instant> retired_at;
};

std::string word(std::optional<Relay> hold) {
  if (!hold) return "by_rule";
  return *hold == Relay::open ? "off" : "on";
}

void write_hold(store::WriteTx& tx, HoldSupply const& command) {
  if (!command.wanted) return tx.run("supply.delete_hold", in("meter", command.meter));
  tx.run("supply.set_hold", in("meter", command.meter), in("wanted", *command.wanted),
         in("note", command.note), in("actor", command.actor), in("at", command.at));
}

}  // namespace

Result<HoldSupply::Outcome> execute(store::WriteTx& tx, HoldSupply const& command) {
  using Verdict = HoldSupply::Verdict;
  auto const meter = tx.one<MeterRow>("supply.meter_kind", in("meter", command.meter));
  if (!meter) return HoldSupply::Outcome{Verdict::unknown_meter};
  if (meter->retired_at) return HoldSupply::Outcome{Verdict::meter_retired};
  if (!meter->has_relay) return HoldSupply::Outcome{Verdict::no_relay};
  auto const before = tx.one<Relay>("supply.hold_of", in("meter", command.meter));

  write_hold(tx, command);
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", "supply_held"), in("subject", "meter:" + std::to_string(command.meter.value)),
         in("before", word(before)), in("after", word(command.wanted) + ": " + command.note));
  ReviewCause const cause{command.actor, command.note, command.meter};
  if (meter->account)
    TRY_VOID(review_account(tx, *meter->account, command.at, cause));
  else
    review_vacant_meter(tx, command.meter, command.at, cause);
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return HoldSupply::Outcome{Verdict::noted};
}

Result<NoteSupplyStep::Outcome> execute(store::WriteTx& tx, NoteSupplyStep const& command) {
  using Verdict = NoteSupplyStep::Verdict;
  auto const wanted = tx.one<DecisionId>("supply.open_decision", in("meter", command.meter));
  if (wanted != command.decision) return NoteSupplyStep::Outcome{Verdict::superseded};
  tx.run("supply.insert_step", in("decision", command.decision), in("at", command.at),
         in("step", command.step), in("detail", command.detail));
  if (command.step == SupplyStep::sent) tx.run("supply.count_attempt", in("meter", command.meter));
  tx.announce({Announcement::Kind::meter, command.meter.value});
  return NoteSupplyStep::Outcome{Verdict::noted};
}

Result<ConfirmSupply::Outcome> execute(store::WriteTx& tx, ConfirmSupply const& command) {
  using Verdict = ConfirmSupply::Verdict;
  bool const wished =
      tx.one<DecisionId>("supply.any_decision", in("meter", command.meter)).has_value();
  auto const open = tx.one<DecisionId>("supply.open_decision", in("meter", command.meter));
  if (open)
    tx.run("supply.insert_step", in("decision", *open), in("at", command.at),
           in("step", SupplyStep::read_back),
           in("detail", static_cast<std::int32_t>(command.read_back)));
  bool const still = take_read_back(tx, command.meter, command.read_back, command.at);
  auto const meter = tx.one<MeterRow>("supply.meter_kind", in("meter", command.meter));
  if (meter && meter->account) tx.announce({Announcement::Kind::account, meter->account->value});
  if (!wished) return ConfirmSupply::Outcome{Verdict::no_wish};
  return ConfirmSupply::Outcome{still ? Verdict::still_wanted : Verdict::confirmed};
}

Result<ReportContradiction::Outcome> execute(store::WriteTx& tx,
                                             ReportContradiction const& command) {
  open_alarm(tx, AlarmKind::supply_contradiction, {.meter = command.meter}, "", command.at);
  return ReportContradiction::Outcome{};
}

}  // namespace e2ms::command
