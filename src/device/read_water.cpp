#include "e2ms/base/ensure.hpp"
#include "exchange.hpp"
#include "factories.hpp"
#include "reading_parts.hpp"

namespace e2ms::device {
namespace {

/// One question, which a water meter answers with all it knows.
class WaterAsking final : public Asking<WaterDialogue> {
 public:
  WaterAsking(Model const& model, MeterAddress const& address, LineTraits line)
      : Asking(address, line, pace_of(model)), traits_(*model.water) {}

  Result<WaterReading> outcome() const override {
    if (ended_by()) return *ended_by();
    ENSURE(reading_.has_value());
    return *reading_;
  }

 private:
  bool ask(Instant) override {
    if (reading_) return false;
    put(AskWater{traits_, std::nullopt});
    return true;
  }

  Result<void> answered(Bytes const& value, Instant now) override {
    auto const flow = protocol::cjt188::decode_flow(value);
    if (!flow) return Fault{FaultCode::bad_value};
    reading_ = WaterReading{.taken_at = now,
                            .total_litres = flow->litres,
                            .settled_litres = flow->settled,
                            .valve = valve_state(flow->status),
                            .battery_low = flow->status.battery_low,
                            .meter_clock = flow->clock,
                            .raw = to_hex(value)};
    return {};
  }

  Result<void> failed(Fault fault) override { return fault; }

  WaterTraits traits_;
  std::optional<WaterReading> reading_;
};

/// The same as a reading.
class WaterAsReading final : public ReadingDialogue {
 public:
  WaterAsReading(std::unique_ptr<WaterDialogue> water, Wanted wanted)
      : water_(std::move(water)), wanted_(wanted) {}

  std::optional<Request> next(Instant now) override { return water_->next(now); }
  Result<Progress> take(Bytes& stream, Instant now) override { return water_->take(stream, now); }
  void timed_out() override { water_->timed_out(); }
  Learnt const& learnt() const override { return nothing_; }

  Result<Reading> outcome() const override {
    TRY(auto const shown, water_->outcome());
    Reading reading{};
    reading.taken_at = shown.taken_at;
    reading.total = Energy::wh(shown.total_litres);
    if (wanted_.relay) reading.relay = shown.valve;
    reading.battery_low = shown.battery_low;
    if (wanted_.clock) reading.meter_clock = shown.meter_clock;
    reading.raw = shown.raw;
    return reading;
  }

 private:
  std::unique_ptr<WaterDialogue> water_;
  Wanted wanted_;
  Learnt nothing_;  ///< there is one question, and every water meter knows it
};

}  // namespace

std::unique_ptr<ReadingDialogue> make_water_reading(Model const& model, MeterAddress const& address,
                                                    LineTraits line, Wanted wanted) {
  auto water = make_water(model, address, line);
  ENSURE(water.has_value());
  return std::make_unique<WaterAsReading>(*std::move(water), wanted);
}

Result<std::unique_ptr<WaterDialogue>> make_water(Model const& model, MeterAddress const& address,
                                                  LineTraits line) {
  if (!model.is_water()) return Fault{FaultCode::unsupported};
  ENSURE(address.protocol() == model.protocol);
  return std::unique_ptr<WaterDialogue>(std::make_unique<WaterAsking>(model, address, line));
}

}  // namespace e2ms::device
