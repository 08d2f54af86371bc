#include <algorithm>
#include <set>

#include "e2ms/command/share.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

using Verdict = SetShareRule::Verdict;
using Outcome = SetShareRule::Outcome;

/// Why the meters and rooms will not do.
std::optional<Outcome> refused(store::WriteTx& tx, SetShareRule const& command) {
  auto const project = in("project", command.project);
  std::set<MeterId> meters;
  for (std::size_t i = 0; i < command.meters.size(); ++i) {
    auto const meter = command.meters[i].first;
    if (!tx.one<MeterId>("share.meter_of", in("meter", meter), project))
      return Outcome{Verdict::unknown_meter, {}, i};
    if (!meters.insert(meter).second) return Outcome{Verdict::meter_twice, {}, i};
  }
  std::set<RoomId> rooms;
  for (std::size_t i = 0; i < command.rooms.size(); ++i) {
    auto const room = command.rooms[i].first;
    if (!tx.one<RoomId>("share.room_of", in("room", room), project))
      return Outcome{Verdict::unknown_room, {}, i};
    if (!rooms.insert(room).second) return Outcome{Verdict::room_twice, {}, i};
  }
  bool const main = std::ranges::any_of(
      command.meters, [](auto const& one) { return one.second == ShareRole::main; });
  if (!main) return Outcome{Verdict::no_main_meter};
  return std::nullopt;
}

std::string told(SetShareRule const& command) {
  return "from " + command.first_bill + ", " + std::to_string(command.meters.size()) + " meters, " +
         std::to_string(command.rooms.size()) + " rooms: " + command.note;
}

}  // namespace

Result<Outcome> execute(store::WriteTx& tx, SetShareRule const& command) {
  auto const project = in("project", command.project);
  bool const is_new = command.sharing == store::SharingId{};
  if (is_new) {
    if (tx.one<store::SharingId>("share.sharing_named", project, in("name", command.name)))
      return Outcome{Verdict::name_taken};
  } else {
    auto const sharing = in("sharing", command.sharing);
    if (!tx.one<store::SharingId>("share.sharing_of", sharing, project))
      return Outcome{Verdict::unknown_sharing};
    if (tx.one<store::ShareRunId>("share.run_since", sharing, in("bill", command.first_bill)))
      return Outcome{Verdict::month_used};
  }
  if (auto const no = refused(tx, command)) return *no;

  // From here on the rule stands.
  auto const sharing = is_new ? tx.insert<store::SharingId>("share.insert_sharing", project,
                                                            in("name", command.name))
                              : command.sharing;
  auto const& terms = command.terms;
  auto const rule = tx.insert<store::ShareRuleId>(
      "share.insert_rule", in("sharing", sharing), in("first_bill", command.first_bill),
      in("basis", terms.basis), in("loss", terms.loss), in("common", terms.common),
      in("price", terms.price), in("cap", terms.cap_percent), in("automatic", command.automatic),
      in("note", command.note), in("actor", command.actor), in("at", command.at));
  for (auto const& [meter, role] : command.meters)
    tx.run("share.insert_rule_meter", in("rule", rule), in("meter", meter), in("role", role));
  for (auto const& [room, area] : command.rooms)
    tx.run("share.insert_rule_room", in("rule", rule), in("room", room), in("area", area));
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", std::string("share_rule_set")),
         in("subject", "sharing:" + std::to_string(sharing.value)), in("before", std::string()),
         in("after", told(command)));
  tx.announce({Announcement::Kind::archive, sharing.value});
  return Outcome{Verdict::set, sharing};
}

Result<EnterGridBill::Outcome> execute(store::WriteTx& tx, EnterGridBill const& command) {
  using Verdict = EnterGridBill::Verdict;
  using Outcome = EnterGridBill::Outcome;
  ENSURE(command.energy > Energy{});
  ENSURE(command.amount > Money{});
  struct Entered {
    store::GridBillId id;
    Energy energy;
    Money amount;
  };
  auto const meter = in("meter", command.meter);
  auto const project = in("project", command.project);
  if (!tx.one<MeterId>("share.meter_of", meter, project)) return Outcome{Verdict::unknown_meter};
  auto const before = tx.one<Entered>("share.newest_grid_bill", meter, in("bill", command.bill));
  if (before && before->energy == command.energy && before->amount == command.amount)
    return Outcome{Verdict::already_entered};
  auto const name = tx.one<std::string>("share.project_zone", project);
  ENSURE(name.has_value());
  TRY(auto const zone, Zone::named(*name));
  if (store::month_span(command.bill, zone).to > command.at) return Outcome{Verdict::not_over};
  if (before && command.note.empty()) return Outcome{Verdict::note_missing};

  // From here on it counts.
  auto const id = tx.insert<store::GridBillId>(
      "share.insert_grid_bill", meter, in("bill", command.bill), in("energy", command.energy),
      in("amount", command.amount), in("note", command.note), in("actor", command.actor),
      in("at", command.at));
  static_cast<void>(id);
  return Outcome{Verdict::entered};
}

}  // namespace e2ms::command
