#include "site.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "e2ms/protocol/crc.hpp"
#include "e2ms/protocol/modbus.hpp"
#include "simulator/core/cjt188.hpp"
#include "simulator/core/dlt645.hpp"

namespace e2ms::field {
namespace {

Byte high(std::uint32_t word) {
  return static_cast<Byte>(word >> 8);
}
Byte low(std::uint32_t word) {
  return static_cast<Byte>(word);
}

Bytes sealed(Bytes frame) {
  auto const crc = protocol::crc16(frame);
  frame.push_back(low(crc));
  frame.push_back(high(crc));
  return frame;
}

device::Model make_model() {
  device::Model model{};
  model.id = "fake";
  model.protocol = device::Protocol::modbus;
  model.phases = 1;
  model.integer_digits = 6;
  model.decimals = 2;
  model.answer_within = milliseconds(500);
  model.quiet = milliseconds(20);
  model.registers = {{.quantity = device::Quantity::energy,
                      .function = 3,
                      .address = 0,
                      .number = device::Number::u32,
                      .order = device::WordOrder::abcd,
                      .exponent = 0,
                      .fill = {}}};
  model.largest_block = 30;
  device::RegisterRelay const relay{.order_function = protocol::modbus::kWriteRegisters,
                                    .order_address = 10,
                                    .open = {1},
                                    .close = {0},
                                    .state_function = 3,
                                    .state_address = 11,
                                    .state_mask = 0xFFFF,
                                    .state_open = 1,
                                    .state_closed = 0};
  model.relay = device::RelayPart{};
  model.relay->registers = relay;
  model.relay->settle = milliseconds(200);
  model.relay->read_backs = 1;
  return model;
}

device::Model make_station_model() {
  auto model = make_model();
  model.id = "station";
  model.protocol = device::Protocol::dlt645_2007;
  model.registers.clear();
  constexpr std::uint32_t kForward = 0x00010000;
  auto const layout = protocol::dlt645::find_item(kForward).value();
  model.identifiers = {{kForward, {device::Quantity::energy}, layout}};
  device::IdentifierRelay relay{};
  relay.expiry = device::Expiry::later_clock;
  relay.valid_for = minutes(30);
  relay.state_di = 0x04000503;
  relay.state_mask = 0x0010;
  model.relay->registers.reset();
  model.relay->identifiers = relay;
  return model;
}

device::Model make_water_model() {
  device::Model model{};
  model.id = "water";
  model.protocol = device::Protocol::cjt188;
  model.integer_digits = 6;
  model.decimals = 2;
  model.answer_within = milliseconds(500);
  model.quiet = milliseconds(20);
  model.water = {protocol::cjt188::kColdWater, protocol::cjt188::DiOrder::high_first};
  model.relay = device::RelayPart{};
  model.relay->valve = model.water;
  model.relay->settle = seconds(15);
  model.relay->read_backs = 3;
  return model;
}

}  // namespace

FakeBus::FakeBus(test::VirtualClock& clock)
    : end(std::make_shared<test::FarEnd>(
          clock, [this](test::FarEnd& far, Bytes const& frame) { play(far, frame); })),
      clock_(clock) {}

e2ms_sim::Meter& FakeBus::add_station(e2ms_sim::MeterSpec const& spec) {
  e2ms_sim::World const world{.start_ms = clock_.now().ms};
  return stations.emplace(spec.address, e2ms_sim::Meter(spec, world)).first->second;
}

void FakeBus::play_station(test::FarEnd& far, Bytes const& frame) {
  constexpr Byte kPreamble = 0xFE;
  auto const begin =
      std::find_if(frame.begin(), frame.end(), [](Byte byte) { return byte != kPreamble; });
  Bytes const bare(begin, frame.end());
  auto const water = e2ms_sim::cut_cjt188(bare);
  if (water.verdict == e2ms_sim::Cjt188Cut::Verdict::frame) return play_water(far, water.request);
  auto const cut = e2ms_sim::cut_dlt645(bare);
  if (cut.verdict != e2ms_sim::Dlt645Cut::Verdict::frame) return;
  for (auto& [address, meter] : stations) {
    if (!e2ms_sim::dlt645_addressed(meter, cut.request)) continue;
    auto const answer = e2ms_sim::answer_dlt645(meter, clock_.now().ms, cut.request);
    if (answer) far.send(*answer, milliseconds(100));
  }
}

void FakeBus::play_water(test::FarEnd& far, e2ms_sim::Cjt188Request const& request) {
  for (auto& [address, meter] : stations) {
    if (e2ms_sim::wire_of(meter.spec().model) != e2ms_sim::Wire::cjt188) continue;
    auto const answer = e2ms_sim::answer_cjt188(meter, clock_.now().ms, request);
    if (answer) far.send(*answer, milliseconds(100));
  }
}

void FakeBus::play(test::FarEnd& far, Bytes const& frame) {
  if (!stations.empty()) play_station(far, frame);
  auto const unit = frame.at(0);
  auto const found = meters.find(unit);
  if (found == meters.end() || found->second.silent) return;
  auto& meter = found->second;
  auto const address = static_cast<unsigned>(frame.at(2) << 8 | frame.at(3));
  if (frame.at(1) == 0x10) {
    if (before_order) before_order(unit);
    if (!meter.stuck) meter.open = frame.at(8) == 1;
    return far.send(sealed(Bytes(frame.begin(), frame.begin() + 6)), meter.delay);
  }
  if (meter.unreached)
    return far.send(sealed({unit, static_cast<Byte>(frame.at(1) | 0x80), 0x0B}), meter.delay);
  if (meter.refuses || (address == 11 && meter.refuses_state))
    return far.send(sealed({unit, 0x83, 2}), meter.delay);
  if (address == 11) return far.send(sealed({unit, 3, 2, 0, Byte{meter.open}}), meter.delay);
  auto const wh = meter.energy_wh;
  far.send(sealed({unit, 3, 4, high(wh >> 16), low(wh >> 16), high(wh), low(wh)}), meter.delay);
}

std::vector<Duration> FakeBus::asked(Byte unit, Byte function) const {
  std::vector<Duration> times;
  for (auto const& frame : end->written())
    if (frame.bytes.at(0) == unit && frame.bytes.at(1) == function) times.push_back(frame.at);
  return times;
}

std::size_t FakeBus::states_asked(Byte unit) const {
  auto const& frames = end->written();
  return static_cast<std::size_t>(
      std::count_if(frames.begin(), frames.end(), [&](auto const& each) {
        return each.bytes.at(0) == unit && each.bytes.at(1) == 3 && each.bytes.at(3) == 11;
      }));
}

Site::Site()
    : store(store::open_inline(":memory:")),
      model(make_model()),
      station_model(make_station_model()),
      water_model(make_water_model()) {
  store->feed().subscribe([this](std::span<store::Announcement const> all) {
    std::vector<store::Announcement> const copy(all.begin(), all.end());
    heard.insert(heard.end(), copy.begin(), copy.end());
    boost::asio::post(loop, [this, copy] {
      if (fleet) fleet->hear(copy);
    });
  });
  project = submit(command::AddProject{.name = "Block 8",
                                       .time_zone = "Asia/Shanghai",
                                       .warning_grace = hours(1),
                                       .fresh_reading = minutes(30)})
                .id;
  room =
      submit(command::AddRoom{.project = project, .building = "1", .floor = "1", .name = "101"}).id;
}

Site::~Site() {
  if (fleet) stop();
}

LineId Site::add_line(LineMode mode, std::string const& name) {
  bool const in = mode == LineMode::dial_in;
  return submit(command::AddLine{
                    .project = project,
                    .name = name,
                    .mode = mode,
                    .host = in ? std::nullopt : std::optional<std::string>("gateway.example"),
                    .port = in ? std::nullopt : std::optional<std::int64_t>(502),
                    .registration = in ? std::optional<std::string>(name) : std::nullopt,
                    .framing = Framing::transparent,
                    .answer_time = seconds(3),
                    .gap = milliseconds(50)})
      .id;
}

MeterId Site::add_meter(LineId line, Byte unit, Duration poll) {
  bus.meters[unit] = {};
  return add(line, std::to_string(unit), "fake", poll);
}

MeterId Site::add_station(LineId line, std::string const& address,
                          std::optional<std::string> password) {
  return add(line, address, "station", hours(1), std::move(password));
}

MeterId Site::add_water(LineId line, std::string const& address, bool valve) {
  return submit(command::AddMeter{.line = line,
                                  .room = room,
                                  .address = address,
                                  .model = "water",
                                  .ratio = 1,
                                  .has_relay = valve,
                                  .password = std::nullopt,
                                  .max_power_w = 5'000,
                                  .group = group(hours(1)),
                                  .medium = Medium::water})
      .id;
}

MeterId Site::add(LineId line, std::string const& address, std::string const& name, Duration poll,
                  std::optional<std::string> password) {
  return submit(command::AddMeter{.line = line,
                                  .room = room,
                                  .address = address,
                                  .model = name,
                                  .ratio = 1,
                                  .has_relay = true,
                                  .password = std::move(password),
                                  .max_power_w = 10'000,
                                  .group = group(poll)})
      .id;
}

MeterGroupId Site::group(Duration poll) {
  auto& known = groups_[poll];
  if (known != MeterGroupId{0}) return known;
  return known = submit(command::AddMeterGroup{.project = project,
                                               .name = std::to_string(poll.ms),
                                               .energy = poll,
                                               .momentary = poll,
                                               .status = poll,
                                               .clock = std::max(poll, days(1)),
                                               .freezes = true})
                     .id;
}

void Site::load() {
  fleet.emplace(
      FieldPorts{.loop = loop.get_executor(),
                 .clock = clock,
                 .entropy = entropy,
                 .store = field_store,
                 .zone = Zone::named("Asia/Shanghai").value(),
                 .model =
                     [this](std::string const& name) {
                       if (name == "water") return &water_model;
                       return name == "fake" ? &model : &station_model;
                     },
                 .connect = [this](query::FleetPlan::Line const&,
                                   std::function<void()> down) { return dial(std::move(down)); }});
  fleet->start();
  clock.settle();
}

bool Site::stop() {
  bool stopped = false;
  fleet->stop([&] { stopped = true; });
  clock.settle();
  if (stopped) fleet.reset();
  return stopped;
}

boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> Site::dial(std::function<void()> down) {
  dialled.push_back(clock.elapsed());
  if (!reachable) co_return Fault{FaultCode::network};
  auto line = bus.end->line("gateway.example:502");
  bus.end->when_down(std::move(down));
  if (hangs_up_after) clock.call_after(*hangs_up_after, [this] { bus.end->hang_up(); });
  co_return std::move(line);
}

std::optional<Instant> Site::last_read(MeterId meter) {
  auto const plan = ask(query::FleetPlan{clock.now()});
  for (auto const& one : plan.meters)
    if (one.id == meter) return one.last_read;
  return std::nullopt;
}

bool Site::order_open(MeterId meter) {
  return ask(query::SupplyGapOf{meter}).has_value();
}

}  // namespace e2ms::field
