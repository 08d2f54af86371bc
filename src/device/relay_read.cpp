#include "clock_reader.hpp"
#include "e2ms/base/ensure.hpp"
#include "exchange.hpp"
#include "reading_parts.hpp"
#include "relay_question.hpp"

namespace e2ms::device {
namespace {

class RelayRead final : public Asking<RelayReadDialogue> {
 public:
  RelayRead(Model const& model, MeterAddress const& address, LineTraits line)
      : Asking(address, line, pace_of(model)), part_(*model.relay), address_(address) {}

  Result<Relay> outcome() const override {
    if (ended_by()) return *ended_by();
    ENSURE(state_.has_value());
    return *state_;
  }

 private:
  bool ask(Instant) override {
    if (state_) return false;
    put(state_question(part_, address_));
    return true;
  }

  Result<void> answered(Bytes const& value, Instant) override {
    state_ = state_of(part_, value);
    if (!state_) return Fault{FaultCode::bad_value};
    return {};
  }

  Result<void> failed(Fault fault) override { return fault; }

  RelayPart const& part_;
  MeterAddress address_;
  std::optional<Relay> state_;
};

}  // namespace

Question state_question(RelayPart const& relay, MeterAddress const& address) {
  if (relay.identifiers) return ReadItem{relay.identifiers->state_di};
  if (relay.written) return ReadItem{relay.written->state_di};
  if (relay.valve) return AskWater{*relay.valve, std::nullopt};
  auto const& part = *relay.registers;
  return Registers{
      protocol::modbus::Query::read(address.unit(), part.state_function, part.state_address, 1)};
}

std::optional<Relay> state_of(RelayPart const& relay, Bytes const& value) {
  if (relay.identifiers) {
    auto const bits = status_bits(value);
    return bits ? relay_state(relay, *bits) : std::nullopt;
  }
  if (relay.written) {
    constexpr std::size_t kMost = 4;
    if (value.empty() || value.size() > kMost) return std::nullopt;
    std::uint32_t bits = 0;
    for (std::size_t i = value.size(); i-- > 0;) bits = bits << 8 | value[i];
    return relay_state(relay, bits);
  }
  if (relay.valve) {
    auto const flow = protocol::cjt188::decode_flow(value);
    return flow ? valve_state(flow->status) : std::nullopt;
  }
  if (relay.registers->state_function <= protocol::modbus::kReadInputs) {
    ENSURE(value.size() == 1);
    return relay_state(relay, value[0] & 1U);
  }
  ENSURE(value.size() == 2);
  return relay_state(relay, static_cast<std::uint32_t>(value[0] << 8 | value[1]));
}

Result<std::unique_ptr<RelayReadDialogue>> make_relay_read(Model const& model,
                                                           MeterAddress const& address,
                                                           LineTraits line) {
  if (!model.relay) return Fault{FaultCode::unsupported};
  return std::unique_ptr<RelayReadDialogue>(std::make_unique<RelayRead>(model, address, line));
}

}  // namespace e2ms::device
