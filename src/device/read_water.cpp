#include "e2ms/base/ensure.hpp"
#include "exchange.hpp"
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

}  // namespace

Result<std::unique_ptr<WaterDialogue>> make_water(Model const& model, MeterAddress const& address,
                                                  LineTraits line) {
  if (!model.is_water()) return Fault{FaultCode::unsupported};
  ENSURE(address.protocol() == model.protocol);
  return std::unique_ptr<WaterDialogue>(std::make_unique<WaterAsking>(model, address, line));
}

}  // namespace e2ms::device
