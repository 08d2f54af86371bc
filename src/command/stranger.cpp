#include "e2ms/command/stranger.hpp"

#include "e2ms/command/archive.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

std::optional<std::string> registration_of(store::WriteTx& tx, StrangerId stranger) {
  return tx.one<std::string>("stranger.find", in("stranger", stranger));
}

bool is_known(store::WriteTx& tx, std::string const& registration) {
  return tx.one<LineId>("archive.line_registered", in("registration", registration)).has_value();
}

void audit(store::WriteTx& tx, Instant at, std::string const& actor, std::string_view action,
           std::string const& subject, std::string const& before, std::string const& after) {
  tx.run("archive.insert_audit", in("at", at), in("actor", actor), in("action", action),
         in("subject", subject), in("before", before), in("after", after));
}

}  // namespace

Result<NoteStrangers::Outcome> execute(store::WriteTx& tx, NoteStrangers const& command) {
  ENSURE(command.keep > 0);
  for (auto const& caller : command.callers) {
    // Adopted since it called.
    if (is_known(tx, caller.registration)) continue;
    tx.run("stranger.note", in("registration", caller.registration), in("peer", caller.peer),
           in("at", caller.last_at), in("calls", caller.calls));
  }
  tx.run("stranger.forget_surplus", in("keep", command.keep));
  tx.announce({Announcement::Kind::stranger, 0});
  return NoteStrangers::Outcome{};
}

Result<AdoptGateway::Outcome> execute(store::WriteTx& tx, AdoptGateway const& command) {
  using Verdict = AdoptGateway::Verdict;
  auto const registration = registration_of(tx, command.stranger);
  if (!registration) return AdoptGateway::Outcome{Verdict::unknown_stranger, {}, {}};
  if (is_known(tx, *registration))
    return AdoptGateway::Outcome{Verdict::registration_taken, {}, {}};
  auto const name = in("name", command.name);
  auto const project = in("project", command.project);
  if (tx.one<GatewayId>("archive.gateway_named", project, name) ||
      tx.one<LineId>("archive.line_named", project, name))
    return AdoptGateway::Outcome{Verdict::name_taken, {}, {}};

  // From here on it is adopted.
  AddGateway const gateway{command.project, command.name, "", "", ""};
  TRY(auto const added, execute(tx, gateway));
  ENSURE(added.verdict == Archived::added);
  AddLine const line{.project = command.project,
                     .name = command.name,
                     .mode = LineMode::dial_in,
                     .host = std::nullopt,
                     .port = std::nullopt,
                     .registration = registration,
                     .framing = command.framing,
                     .heartbeats = command.heartbeats,
                     .answer_time = command.answer_time,
                     .gap = command.gap,
                     .gateway = added.id};
  TRY(auto const laid, execute(tx, line));
  ENSURE(laid.verdict == Archived::added);
  tx.run("stranger.forget", in("stranger", command.stranger));
  audit(tx, command.at, command.actor, "gateway_adopted", "line:" + std::to_string(laid.id.value),
        "stranger " + *registration, command.name);
  tx.announce({Announcement::Kind::stranger, command.stranger.value});
  return AdoptGateway::Outcome{Verdict::adopted, added.id, laid.id};
}

Result<DismissStranger::Outcome> execute(store::WriteTx& tx, DismissStranger const& command) {
  using Verdict = DismissStranger::Verdict;
  auto const registration = registration_of(tx, command.stranger);
  if (!registration) return DismissStranger::Outcome{Verdict::unknown_stranger};
  tx.run("stranger.dismiss", in("stranger", command.stranger));
  audit(tx, command.at, command.actor, "stranger_dismissed",
        "stranger:" + std::to_string(command.stranger.value), *registration, "");
  tx.announce({Announcement::Kind::stranger, command.stranger.value});
  return DismissStranger::Outcome{Verdict::dismissed};
}

}  // namespace e2ms::command
