#include "bench.hpp"
#include "simulator/core/bus.hpp"

namespace e2ms::device {
namespace {

/// 2026-11-23, noon in Shanghai.
constexpr Instant kNoon{1'795'406'400'000};

/// The name under which the simulator plays a model.
std::string played_as(std::string const& id) {
  if (id == "dlt645-2007-single") return "dlt645-single";
  if (id == "dlt645-2007-three") return "dlt645-three";
  if (id == "hiking-dds238-zn-sr") return "hiking-dds238";
  return id;
}

std::string label_of(Protocol protocol) {
  switch (protocol) {
    case Protocol::modbus:
      return "11";
    case Protocol::cjt188:
      return "00000805000001";
    case Protocol::dlt645_2007:
    case Protocol::dlt645_1997:
      break;
  }
  return "202411000101";
}

/// Every model of the product against the simulator's meter of that name, which has the register
/// tables from the same makers' documents by another hand.
class ModelsOnBus : public testing::TestWithParam<std::string> {
 protected:
  ModelsOnBus() {
    e2ms_sim::MeterSpec spec;
    spec.address = label_of(model_.protocol);
    spec.model = e2ms_sim::model_named(played_as(GetParam())).value();
    spec.curve = {e2ms_sim::CurveKind::constant, 1000};
    spec.initial_wh = 123'450;
    bus_.add_meter(std::move(spec), {.seed = 7, .start_ms = kNoon.ms});
  }

  e2ms_sim::Meter& meter() { return bus_.meters().front(); }

  /// Lets the dialogue and the bus talk until the dialogue has nothing more to ask.
  void run(Dialogue& talk) {
    constexpr int kMost = 100;
    for (int i = 0; i < kMost; ++i) {
      auto const request = talk.next(kNoon);
      if (!request) return;
      std::vector<e2ms_sim::Output> outputs;
      bus_.on_bytes(kNoon.ms, request->bytes, outputs);
      Bytes stream;
      for (auto const& output : outputs) stream = join(std::move(stream), output.bytes);
      auto const taken = talk.take(stream, kNoon);
      if (taken && *taken == Progress::waiting) talk.timed_out();
    }
    ADD_FAILURE() << "the dialogue does not end";
  }

  /// What the model measures is what the meter has now.
  void expect_momentary(Instantaneous const& read);

  Model model_ = shipped(GetParam());
  MeterAddress address_ = *MeterAddress::of(model_.protocol, label_of(model_.protocol));
  e2ms_sim::Bus bus_{{.id = "bus",
                      .framing = model_.protocol == Protocol::modbus ? e2ms_sim::Framing::modbus_rtu
                                                                     : e2ms_sim::Framing::dlt645,
                      .delay_ms = 0,
                      .faults = {}},
                     1};
  TransactionIds numbers_;
  LineTraits line_{Framing::rtu, &numbers_};
};

class ElectricityOnBus : public ModelsOnBus {};
class WaterOnBus : public ModelsOnBus {};
class RelayOnBus : public ModelsOnBus {};

bool near(std::int64_t value, std::int64_t expected, std::int64_t off) {
  return expected - off <= value && value <= expected + off;
}

void ModelsOnBus::expect_momentary(Instantaneous const& read) {
  // Meters round what they show, the oldest ones to whole volts and hundredths of an ampere.
  auto const now = meter().electrical(kNoon.ms);
  for (int i = 0; i < 3; ++i) {
    auto const phase = static_cast<std::size_t>(i);
    auto const of = [i](Quantity first) {
      return static_cast<Quantity>(static_cast<int>(first) + i);
    };
    if (model_.measures(of(Quantity::voltage_a))) {
      EXPECT_TRUE(near(read.voltage_mv[phase].value(), now.decivolt[phase] * 100, 1000));
    }
    if (model_.measures(of(Quantity::current_a))) {
      EXPECT_TRUE(near(read.current_ma[phase].value(), now.milliamp[phase], 10));
    }
  }
  if (model_.measures(Quantity::power)) {
    EXPECT_EQ(read.power_mw, now.total_w * 1000);
  }
  if (model_.measures(Quantity::power_factor)) {
    EXPECT_EQ(read.power_factor_e3, now.pf_permille);
  }
  if (model_.measures(Quantity::frequency)) {
    EXPECT_EQ(read.frequency_mhz, now.centihertz * 10);
  }
}

TEST_P(ElectricityOnBus, AReadingIsWhatTheMeterShows) {
  auto const talk = make_reading(model_, address_, line_, {.rates = true, .clock = true});
  run(*talk);
  auto const reading = talk->outcome().value();
  EXPECT_TRUE(near(reading.total.wh(), 123'450, 10));
  std::int64_t rates = 0;
  for (auto const& rate : reading.rate) rates += rate.value_or(Energy{}).wh();
  if (model_.measures(Quantity::energy_valley)) {
    EXPECT_TRUE(near(rates, 123'450, 40));
  }
  expect_momentary(reading.now);
  EXPECT_EQ(reading.relay.has_value(), model_.has_relay());
  EXPECT_EQ(reading.meter_clock.has_value(), model_.protocol != Protocol::modbus);
}

TEST_P(ElectricityOnBus, NoBlockIsRefused) {
  auto const talk = make_reading(model_, address_, line_, {.rates = true});
  run(*talk);
  EXPECT_TRUE(talk->learnt().refused.empty());
}

TEST_P(WaterOnBus, AReadingIsLitres) {
  auto const talk = make_water(model_, address_, line_).value();
  run(*talk);
  EXPECT_EQ(talk->outcome().value().total_litres, 123'450);
  EXPECT_EQ(talk->outcome().value().valve, Relay::closed);
}

TEST_P(RelayOnBus, OpensAndCloses) {
  auto const zone = Zone::named("Asia/Shanghai").value();
  for (auto const& [order, state] :
       {std::pair(RelayOrder::open, Relay::open), std::pair(RelayOrder::close, Relay::closed)}) {
    auto const talk = make_relay(model_, address_, line_, {order, zone, std::nullopt}).value();
    run(*talk);
    EXPECT_TRUE(talk->acknowledged());
    EXPECT_EQ(talk->read_back(), state);
    EXPECT_EQ(meter().state().relay_open, state == Relay::open);
    auto const look = make_relay_read(model_, address_, line_).value();
    run(*look);
    EXPECT_EQ(look->outcome().value(), state);
  }
}

template <class Choose>
std::vector<std::string> models_that(Choose choose) {
  std::vector<std::string> ids;
  for (auto const& entry : std::filesystem::directory_iterator(MODEL_FOLDER))
    if (choose(shipped(entry.path().stem().string()))) ids.push_back(entry.path().stem().string());
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::string test_name(testing::TestParamInfo<std::string> const& model) {
  auto name = model.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

auto const kElectric = models_that([](Model const& model) { return !model.is_water(); });
auto const kWater = models_that([](Model const& model) { return model.is_water(); });
auto const kSwitching = models_that([](Model const& model) { return model.has_relay(); });

INSTANTIATE_TEST_SUITE_P(All, ElectricityOnBus, testing::ValuesIn(kElectric), test_name);
INSTANTIATE_TEST_SUITE_P(All, WaterOnBus, testing::ValuesIn(kWater), test_name);
INSTANTIATE_TEST_SUITE_P(All, RelayOnBus, testing::ValuesIn(kSwitching), test_name);

}  // namespace
}  // namespace e2ms::device
