#include "e2ms/command/archive.hpp"
#include "e2ms/document/tariff_json.hpp"

#include <algorithm>

#include "publishing.hpp"

namespace e2ms::command {

using store::Announcement;
using store::in;

namespace {

template <class Outcome>
Outcome refused(Archived verdict) {
  return {verdict, {}};
}

template <class Outcome, class IdType>
Outcome added(store::WriteTx& tx, IdType id) {
  tx.announce({Announcement::Kind::archive, id.value});
  return {Archived::added, id};
}

using AreaId = Id<struct AreaTag>;
using TenantId = Id<struct TenantTag>;

/// Columns of archive.tariff_kind.
struct TariffKind {
  ProjectId project;
  Medium medium;
};

AreaId area(store::WriteTx& tx, ProjectId project, AreaId parent, std::string const& name) {
  auto const known = tx.one<AreaId>("archive.area_named", in("project", project),
                                    in("parent", parent), in("name", name));
  if (known) return *known;
  return tx.insert<AreaId>("archive.insert_area", in("project", project), in("parent", parent),
                           in("name", name));
}

bool exists(store::WriteTx& tx, ProjectId project) {
  return tx.one<ProjectId>("archive.project_exists", in("project", project)).has_value();
}

bool line_taken(store::WriteTx& tx, AddLine const& command) {
  auto const name = in("name", command.name);
  if (tx.one<LineId>("archive.line_named", in("project", command.project), name)) return true;
  if (command.registration &&
      tx.one<LineId>("archive.line_registered", in("registration", *command.registration)))
    return true;
  return command.serial &&
         tx.one<LineId>("archive.line_wired", in("device", command.serial->device)).has_value();
}

/// The columns of a serial line, empty for any other.
struct Wires {
  std::optional<std::string> device;
  std::optional<std::int64_t> baud;
  std::optional<Parity> parity;
  std::optional<std::int64_t> data_bits;
  std::optional<std::int64_t> stop_bits;
};

Wires wires_of(std::optional<SerialPort> const& serial) {
  if (!serial) return {};
  return {serial->device, serial->baud, serial->parity, serial->data_bits, serial->stop_bits};
}

}  // namespace

Result<AddProject::Outcome> execute(store::WriteTx& tx, AddProject const& command) {
  using Outcome = AddProject::Outcome;
  if (tx.one<ProjectId>("archive.project_named", in("name", command.name)))
    return refused<Outcome>(Archived::name_taken);
  return added<Outcome>(
      tx, tx.insert<ProjectId>(
              "archive.insert_project", in("name", command.name),
              in("time_zone", command.time_zone), in("warning_grace", command.warning_grace),
              in("fresh_reading", command.fresh_reading), in("due_days", command.due_days),
              in("landlord", command.landlord), in("vacant_use", command.vacant_use)));
}

Result<AddRoom::Outcome> execute(store::WriteTx& tx, AddRoom const& command) {
  using Outcome = AddRoom::Outcome;
  if (!exists(tx, command.project)) return refused<Outcome>(Archived::unknown_reference);
  if (tx.one<RoomId>("archive.room_named", in("project", command.project),
                     in("name", command.name)))
    return refused<Outcome>(Archived::name_taken);
  auto const building = area(tx, command.project, {0}, command.building);
  auto const floor = area(tx, command.project, building, command.floor);
  return added<Outcome>(tx, tx.insert<RoomId>("archive.insert_room", in("project", command.project),
                                              in("area", floor), in("name", command.name)));
}

Result<AddGateway::Outcome> execute(store::WriteTx& tx, AddGateway const& command) {
  using Outcome = AddGateway::Outcome;
  if (!exists(tx, command.project)) return refused<Outcome>(Archived::unknown_reference);
  if (tx.one<GatewayId>("archive.gateway_named", in("project", command.project),
                        in("name", command.name)))
    return refused<Outcome>(Archived::name_taken);
  return added<Outcome>(
      tx, tx.insert<GatewayId>("archive.insert_gateway", in("project", command.project),
                               in("name", command.name), in("maker", command.maker),
                               in("model", command.model), in("note", command.note)));
}

Result<AddLine::Outcome> execute(store::WriteTx& tx, AddLine const& command) {
  using Outcome = AddLine::Outcome;
  if (!exists(tx, command.project)) return refused<Outcome>(Archived::unknown_reference);
  if (line_taken(tx, command)) return refused<Outcome>(Archived::name_taken);
  auto gateway = command.gateway;
  if (gateway == GatewayId{}) {
    TRY(auto const own, execute(tx, AddGateway{command.project, command.name, "", "", ""}));
    if (own.verdict != Archived::added) return refused<Outcome>(own.verdict);
    gateway = own.id;
  } else if (tx.one<ProjectId>("archive.gateway_project", in("gateway", gateway)) !=
             command.project) {
    return refused<Outcome>(Archived::unknown_reference);
  }
  auto const wires = wires_of(command.serial);
  return added<Outcome>(
      tx, tx.insert<LineId>(
              "archive.insert_line", in("project", command.project), in("gateway", gateway),
              in("name", command.name), in("mode", command.mode), in("host", command.host),
              in("port", command.port), in("registration", command.registration),
              in("device", wires.device), in("baud", wires.baud), in("parity", wires.parity),
              in("data_bits", wires.data_bits), in("stop_bits", wires.stop_bits),
              in("framing", command.framing), in("heartbeats", command.heartbeats),
              in("answer_time", command.answer_time), in("gap", command.gap)));
}

Result<AddMeterGroup::Outcome> execute(store::WriteTx& tx, AddMeterGroup const& command) {
  using Outcome = AddMeterGroup::Outcome;
  ENSURE(command.energy > Duration{});
  ENSURE(std::min({command.momentary, command.status, command.clock}) >= command.energy);
  if (!exists(tx, command.project)) return refused<Outcome>(Archived::unknown_reference);
  if (tx.one<MeterGroupId>("archive.group_named", in("project", command.project),
                           in("name", command.name)))
    return refused<Outcome>(Archived::name_taken);
  return added<Outcome>(
      tx, tx.insert<MeterGroupId>("archive.insert_group", in("project", command.project),
                                  in("name", command.name), in("energy", command.energy),
                                  in("momentary", command.momentary), in("status", command.status),
                                  in("clock", command.clock), in("freezes", command.freezes)));
}

Result<AddMeter::Outcome> execute(store::WriteTx& tx, AddMeter const& command) {
  using Outcome = AddMeter::Outcome;
  auto const project = tx.one<ProjectId>("archive.line_project", in("line", command.line));
  auto const room_project = tx.one<ProjectId>("archive.room_project", in("room", command.room));
  auto const group_project = tx.one<ProjectId>("archive.group_project", in("group", command.group));
  bool const together = project && project == room_project && project == group_project;
  if (!together) return refused<Outcome>(Archived::unknown_reference);
  if (tx.one<MeterId>("archive.meter_addressed", in("line", command.line),
                      in("address", command.address)))
    return refused<Outcome>(Archived::name_taken);
  auto const meter = tx.insert<MeterId>(
      "archive.insert_meter", in("project", *project), in("line", command.line),
      in("room", command.room), in("address", command.address), in("model", command.model),
      in("ratio", command.ratio), in("has_relay", command.has_relay),
      in("password", command.password), in("max_power", command.max_power_w),
      in("group", command.group), in("rolls_at", command.rolls_at), in("medium", command.medium));
  tx.run("meter.insert_ratio", in("meter", meter), in("since", Instant{0}),
         in("ratio", command.ratio), in("note", std::string()), in("actor", std::string("e2ms")),
         in("at", Instant{0}));
  // A meter that comes into a let room is its tenant's from its first reading on.
  tx.run("archive.bind_meter", in("meter", meter), in("room", command.room),
         in("medium", command.medium));
  return added<Outcome>(tx, meter);
}

std::optional<Archived> obstacle_to(store::ReadTx& tx, PublishTariff const& command) {
  auto const project = in("project", command.project);
  if (!tx.one<ProjectId>("archive.project_exists", project)) return Archived::unknown_reference;
  auto const document = document::terms_from_text(command.document);
  bool const good = document.problems.empty() && document::unchargeable(document.terms).empty();
  if (!good) return Archived::wrong_terms;
  auto const tariff = tx.one<TariffId>("archive.tariff_named", project, in("name", command.name));
  if (!tariff) return std::nullopt;
  if (tx.one<Medium>("archive.tariff_medium", in("tariff", *tariff)) != document.terms.medium)
    return Archived::other_medium;
  if (tx.one<std::int64_t>("archive.version_from", in("tariff", *tariff),
                           in("valid_from", command.valid_from)))
    return Archived::name_taken;
  bool const in_use =
      tx.one<std::int64_t>("archive.tariff_in_use", in("tariff", *tariff)).has_value();
  if (in_use && command.valid_from <= command.at) return Archived::too_late;
  return std::nullopt;
}

Result<PublishTariff::Outcome> execute(store::WriteTx& tx, PublishTariff const& command) {
  using Outcome = PublishTariff::Outcome;
  if (auto const no = obstacle_to(tx, command)) return refused<Outcome>(*no);
  auto tariff = tx.one<TariffId>("archive.tariff_named", in("project", command.project),
                                 in("name", command.name));
  if (!tariff)
    tariff = tx.insert<TariffId>(
        "archive.insert_tariff", in("project", command.project), in("name", command.name),
        in("medium", document::terms_from_text(command.document).terms.medium));
  auto const version = tx.insert<TariffVersionId>(
      "archive.insert_version", in("tariff", *tariff), in("valid_from", command.valid_from),
      in("document", command.document), in("at", command.at), in("actor", command.actor),
      in("note", command.note));
  tx.run("archive.insert_audit", in("at", command.at), in("actor", command.actor),
         in("action", std::string("tariff_published")),
         in("subject", "tariff_version:" + std::to_string(version.value)),
         in("before", std::string()),
         in("after", command.name + " from " + to_iso(command.valid_from)));
  return added<Outcome>(tx, *tariff);
}

Result<OpenAccount::Outcome> execute(store::WriteTx& tx, OpenAccount const& command) {
  using Outcome = OpenAccount::Outcome;
  auto const project = tx.one<ProjectId>("archive.room_project", in("room", command.room));
  auto const tariff = tx.one<TariffKind>("archive.tariff_kind", in("tariff", command.tariff));
  if (!project || !tariff || project != tariff->project)
    return refused<Outcome>(Archived::unknown_reference);
  auto const room = in("room", command.room);
  auto const medium = in("medium", tariff->medium);
  if (tx.one<AccountId>("archive.open_account_of", room, medium))
    return refused<Outcome>(Archived::name_taken);
  // Whatever is charged must have a price from its first reading on.
  auto const first = tx.one<std::optional<Instant>>("archive.earliest_opening", room, medium,
                                                    in("at", command.at));
  auto const valid =
      tx.one<std::optional<Instant>>("archive.tariff_valid", in("tariff", command.tariff));
  Instant const start = first && *first ? std::min(**first, command.at) : command.at;
  if (!valid || !*valid || **valid > start) return refused<Outcome>(Archived::no_price_yet);

  auto tenant = tx.one<TenantId>("archive.tenant_of_room", room, in("name", command.tenant));
  if (!tenant)
    tenant = tx.insert<TenantId>("archive.insert_tenant", in("project", *project),
                                 in("name", command.tenant));
  auto const account = tx.insert<AccountId>(
      "archive.insert_account", in("project", *project), in("tenant", *tenant), room, medium,
      in("tariff", command.tariff), in("credit_limit", command.credit_limit),
      in("alarm1", command.alarm1), in("alarm2", command.alarm2),
      in("reconnect", command.reconnect), in("pin_hash", command.pin_hash), in("at", command.at));
  tx.run("archive.bind_meters", in("account", account), room, medium, in("at", command.at));
  return added<Outcome>(tx, account);
}

Result<AddOperator::Outcome> execute(store::WriteTx& tx, AddOperator const& command) {
  using Outcome = AddOperator::Outcome;
  if (!exists(tx, command.project)) return refused<Outcome>(Archived::unknown_reference);
  if (tx.one<OperatorId>("archive.operator_named", in("name", command.name)))
    return refused<Outcome>(Archived::name_taken);
  return added<Outcome>(
      tx,
      tx.insert<OperatorId>("archive.insert_operator", in("project", command.project),
                            in("name", command.name), in("password_hash", command.password_hash)));
}

}  // namespace e2ms::command
