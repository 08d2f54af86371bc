#include "e2ms/base/ensure.hpp"
#include "exchange.hpp"
#include "factories.hpp"
#include "reading_parts.hpp"
#include "relay_question.hpp"

namespace e2ms::device {
namespace {

namespace modbus = protocol::modbus;

/// The order to a register, a coil or a valve, then the state until it is the wanted one.
class PlainRelay final : public Asking<RelayDialogue> {
 public:
  PlainRelay(Model const& model, MeterAddress const& address, LineTraits line, RelayOrder order)
      : Asking(address, line, pace_of(model)),
        part_(*model.relay),
        address_(address),
        wanted_(order == RelayOrder::open ? Relay::open : Relay::closed) {
    ENSURE(order != RelayOrder::allow_close);
  }

  bool orders_next() const override { return !ordered_; }
  std::optional<Relay> read_back() const override { return state_; }
  bool acknowledged() const override { return acknowledged_; }
  std::optional<Byte> refusal() const override { return refusal_; }
  bool waits_for_key() const override { return false; }
  std::optional<Fault> fault() const override {
    if (ended_by()) return ended_by();
    return state_ ? std::nullopt : unread_;
  }

 private:
  bool ask(Instant) override {
    if (!ordered_) {
      put(order());
      return true;
    }
    bool const settled = state_ == wanted_ || refusal_.has_value();
    if (reads_ == part_.read_backs || (reads_ > 0 && settled)) return false;
    ++reads_;
    put(state_question(part_, address_), part_.settle);
    return true;
  }

  Question order() const {
    using protocol::cjt188::Valve;
    if (part_.valve)
      return AskWater{*part_.valve, wanted_ == Relay::open ? Valve::close : Valve::open};
    return Registers{register_order(*part_.registers)};
  }

  modbus::Query register_order(RegisterRelay const& relay) const {
    auto const& words = wanted_ == Relay::open ? relay.open : relay.close;
    auto const unit = address_.unit();
    switch (relay.order_function) {
      case modbus::kWriteCoil:
        return modbus::Query::write_coil(unit, relay.order_address, words.front() == 1);
      case modbus::kWriteRegister:
        return modbus::Query::write_one(unit, relay.order_address, words.front());
      case modbus::kWriteCoils:
        return modbus::Query::write_coils(unit, relay.order_address,
                                          static_cast<std::uint16_t>(words.size()), coils(words));
      default:
        return modbus::Query::write(unit, relay.order_address, words);
    }
  }

  static Bytes coils(std::vector<std::uint16_t> const& each) {
    Bytes bytes((each.size() + 7) / 8);
    for (std::size_t i = 0; i < each.size(); ++i)
      bytes[i / 8] = static_cast<Byte>(bytes[i / 8] | each[i] << (i % 8));
    return bytes;
  }

  Result<void> answered(Bytes const& value, Instant) override {
    if (!ordered_) {
      ordered_ = true;
      acknowledged_ = true;
      return {};
    }
    state_ = state_of(part_, value);
    if (!state_) unread_ = Fault{FaultCode::bad_value};
    return {};
  }

  Result<void> failed(Fault fault) override {
    if (!ordered_) {
      // A busy meter or a silent one may still have obeyed: only its state tells.
      ordered_ = true;
      if (fault.code == FaultCode::device_refused) refusal_ = static_cast<Byte>(fault.detail);
      return {};
    }
    state_.reset();  // an older state is no state: the contacts may have moved since
    return fault;
  }

  RelayPart const& part_;
  MeterAddress address_;
  Relay wanted_;
  bool ordered_ = false;
  int reads_ = 0;
  bool acknowledged_ = false;
  std::optional<Byte> refusal_;
  std::optional<Relay> state_;
  std::optional<Fault> unread_;
};

}  // namespace

std::unique_ptr<RelayDialogue> make_plain_relay(Model const& model, MeterAddress const& address,
                                                LineTraits line, RelayOrder order) {
  return std::make_unique<PlainRelay>(model, address, line, order);
}

}  // namespace e2ms::device
