#include "town.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

#include "e2ms/command/archive.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "migrate.hpp"

namespace e2ms::simulation {
namespace {

constexpr std::size_t kGateways = 10;
constexpr std::size_t kMetersEach = 10;
constexpr std::size_t kMeters = kGateways * kMetersEach;
/// The last meters are second ones of the first rooms.
constexpr std::size_t kRooms = kMeters - 8;

struct Kind {
  e2ms_sim::Model built;
  char const* model;
};
constexpr Kind kModbusKinds[] = {{e2ms_sim::Model::acrel_ddsy1352, "acrel-ddsy1352"},
                                 {e2ms_sim::Model::hiking_dds238, "hiking-dds238-zn-sr"},
                                 {e2ms_sim::Model::eastron_sdm230, "eastron-sdm230"},
                                 {e2ms_sim::Model::chint_ddsu666, "chint-ddsu666"}};
constexpr Kind kDlt645Kinds[] = {{e2ms_sim::Model::dlt645_single, "dlt645-2007-single"},
                                 {e2ms_sim::Model::dlt645_three, "dlt645-2007-three"}};

enum class Sort { modbus_tcp, dtu, transparent };

Sort sort_of(std::size_t gateway) {
  if (gateway % 3 == 0) return Sort::modbus_tcp;
  return gateway % 3 == 1 ? Sort::dtu : Sort::transparent;
}

/// A DTU's bus is mixed, the others are of one kind.
Kind kind_of(std::size_t index) {
  auto const sort = sort_of(index / kMetersEach);
  auto const place = index % kMetersEach;
  bool const modbus = sort == Sort::modbus_tcp || (sort == Sort::dtu && place >= 6);
  return modbus ? kModbusKinds[place % 4] : kDlt645Kinds[place % 2];
}

std::string address_of(std::size_t index) {
  if (!e2ms_sim::speaks_dlt645(kind_of(index).built))
    return std::to_string(index % kMetersEach + 1);
  return std::to_string(202'411'000'000 + static_cast<std::int64_t>(index));
}

e2ms_sim::Curve curve_of(std::size_t index) {
  constexpr e2ms_sim::CurveKind kKinds[] = {e2ms_sim::CurveKind::household,
                                            e2ms_sim::CurveKind::shop, e2ms_sim::CurveKind::office,
                                            e2ms_sim::CurveKind::dormitory};
  return {kKinds[index % 4], 0};
}

std::map<std::string, device::Model> read_models() {
  std::map<std::string, device::Model> models;
  for (auto const& entry : std::filesystem::directory_iterator(E2MS_MODELS_FOLDER)) {
    std::ifstream stream(entry.path());
    std::stringstream text;
    text << stream.rdbuf();
    auto file = device::read_model(entry.path().filename().string(), text.str());
    ENSURE(file.model.has_value());
    auto const id = file.model->id;
    models.emplace(id, *std::move(file.model));
  }
  return models;
}

}  // namespace

Town::Town(Dice& dice, Instant start)
    : session(std::make_unique<store::Session>(":memory:", store::Access::read_write)),
      models_(read_models()),
      world_{.seed = dice.next(), .start_ms = start.ms, .utc_offset_min = 480, .speed = 1} {
  ENSURE(store::migrate(*session).has_value());
  project = submit(command::AddProject{.name = "town",
                                       .time_zone = "Asia/Shanghai",
                                       .warning_grace = kWarningGrace,
                                       .fresh_reading = kFreshReading})
                .id;
  group_ = submit(command::AddMeterGroup{.project = project,
                                         .name = "15 min",
                                         .energy = kPoll,
                                         .momentary = kPoll,
                                         .status = kPoll,
                                         .clock = days(1),
                                         .freezes = true})
               .id;
  for (std::size_t i = 0; i < kGateways; ++i) add_gateway(i);
  for (std::size_t i = 0; i < kMeters; ++i) add_meter(i, dice, start);
  open_accounts(dice, start);
}

Town::~Town() = default;

void Town::add_gateway(std::size_t index) {
  auto const name = "gateway-" + std::to_string(index);
  auto const sort = sort_of(index);
  bool const dtu = sort == Sort::dtu;
  bool const tcp = sort == Sort::modbus_tcp;
  e2ms_sim::BusSpec bus;
  bus.id = name;
  bus.framing = tcp ? e2ms_sim::Framing::modbus_tcp : e2ms_sim::Framing::dlt645;
  bus.delay_ms = 120;
  auto const mode = dtu ? LineMode::dial_in : LineMode::dial_out;
  gateways.push_back(std::make_unique<Gateway>(name, mode, bus, world_.seed + index));
  command::AddLine const line{
      .project = project,
      .name = name,
      .mode = mode,
      .host = dtu ? std::nullopt : std::optional<std::string>(name),
      .port = dtu ? std::nullopt : std::optional<std::int64_t>(502),
      .registration = dtu ? std::optional<std::string>(name) : std::nullopt,
      .framing = tcp ? e2ms::Framing::modbus_tcp : e2ms::Framing::transparent,
      .answer_time = seconds(2),
      .gap = milliseconds(50)};
  lines.push_back(submit(line).id);
}

void Town::add_meter(std::size_t index, Dice& dice, Instant start) {
  auto const kind = kind_of(index);
  auto const gateway = index / kMetersEach;
  bool const relay = e2ms_sim::has_relay(kind.built);
  bool const three = e2ms_sim::has_three_phases(kind.built);
  Place place{.meter = {},
              .account = std::nullopt,
              .gateway = gateway,
              .address = address_of(index),
              .has_relay = relay,
              .ratio = three && index % 4 == 3 ? 2 : 1,
              .peak_w = dice.between(800, 4000),
              .initial_wh = dice.between(1, 300) * 1'000};
  e2ms_sim::MeterSpec spec;
  spec.address = place.address;
  spec.model = kind.built;
  spec.curve = curve_of(index);
  spec.peak_w = place.peak_w;
  spec.initial_wh = place.initial_wh;
  spec.clock_off_ms = dice.between(-600, 600) * 1'000;
  gateways[gateway]->bus().add_meter(spec, world_);

  if (index < kRooms)
    rooms_.push_back(submit(command::AddRoom{.project = project,
                                             .building = std::to_string(gateway),
                                             .floor = "1",
                                             .name = std::to_string(index)})
                         .id);
  command::AddMeter const meter{.line = lines[gateway],
                                .room = rooms_[index % kRooms],
                                .address = place.address,
                                .model = kind.model,
                                .ratio = place.ratio,
                                .has_relay = relay,
                                .password = std::nullopt,
                                .max_power_w = 12'000,
                                .group = group_};
  place.meter = submit(meter).id;
  ENSURE(start.ms == world_.start_ms);
  by_address_[gateways[gateway]->name() + "/" + place.address] = places.size();
  places.push_back(place);
}

void Town::open_accounts(Dice& dice, Instant start) {
  command::PublishTariff const price{
      project, "flat", {0}, document::flat_document(kFirstPrice), start};
  auto const tariff = submit(price).id;
  for (std::size_t i = 0; i < kRooms; ++i) {
    if (i % 9 == 8) continue;  // vacant
    command::OpenAccount const order{.room = rooms_[i],
                                     .tenant = "tenant " + std::to_string(i),
                                     .tariff = tariff,
                                     .credit_limit = Money::fen(dice.one_in(3) ? 5'00 : 0),
                                     .alarm1 = Money::fen(20'00),
                                     .alarm2 = Money::fen(5'00),
                                     .reconnect = kReconnect,
                                     .pin_hash = "none",
                                     .at = start};
    auto const account = submit(order).id;
    accounts.push_back(account);
    for (std::size_t m = i; m < kMeters; m += kRooms) places[m].account = account;
  }
}

void Town::publish_second_terms(Instant valid_from, Instant at) {
  command::PublishTariff const terms{project, "flat", valid_from, kSecondTerms, at};
  ENSURE(submit(terms).verdict == command::Archived::added);
}

template <class C>
typename C::Outcome Town::submit(C const& command) {
  std::vector<store::Announcement> announced;
  session->plain("BEGIN IMMEDIATE");
  store::WriteTx tx(*session, announced);
  auto outcome = execute(tx, command);
  session->plain("COMMIT");
  return std::move(outcome).value();
}

e2ms_sim::Meter& Town::meter_at(Place const& place) {
  auto* const meter = gateways[place.gateway]->bus().find(place.address);
  ENSURE(meter != nullptr);
  return *meter;
}

std::int64_t Town::true_wh(Place const& place, Instant now) {
  auto& meter = meter_at(place);
  meter.advance(now.ms);
  return meter.energy_wh();
}

Place const* Town::find(std::string const& gateway_and_address) const {
  auto const found = by_address_.find(gateway_and_address);
  return found == by_address_.end() ? nullptr : &places[found->second];
}

device::Model const* Town::model(std::string const& name) const {
  auto const found = models_.find(name);
  return found == models_.end() ? nullptr : &found->second;
}

std::vector<std::string> Town::texts(std::string const& select) {
  soci::rowset<std::string> const rows = session->soci().prepare << select;
  return {rows.begin(), rows.end()};
}

std::int64_t Town::number(std::string const& select) {
  return session->number(select);
}

}  // namespace e2ms::simulation
