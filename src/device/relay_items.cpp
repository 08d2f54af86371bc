#include <algorithm>

#include "clock_reader.hpp"
#include "e2ms/base/ensure.hpp"
#include "exchange.hpp"
#include "factories.hpp"
#include "reading_parts.hpp"
#include "relay_question.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;

dlt645::RelayCommand command_of(RelayOrder order) {
  switch (order) {
    case RelayOrder::open:
      return dlt645::RelayCommand::trip;
    case RelayOrder::close:
      return dlt645::RelayCommand::close;
    case RelayOrder::allow_close:
      break;
  }
  return dlt645::RelayCommand::close_allowed;
}

/// The clock where the model wants it, the order, then the state until it is the wanted one.
class ItemRelay final : public Asking<RelayDialogue> {
 public:
  ItemRelay(Model const& model, MeterAddress const& address, LineTraits line, RelayTask const& task)
      : Asking(address, line, pace_of(model)),
        part_(*model.relay),
        edition_(model.edition()),
        address_(address),
        task_(task),
        clock_(model.clock_di, model.edition()),
        stage_(needs_clock() ? Stage::clock : Stage::order) {}

  bool orders_next() const override {
    if (ended_by()) return false;
    return stage_ == Stage::order || (stage_ == Stage::clock && !clock_.ask());
  }
  std::optional<Relay> read_back() const override { return state_; }
  bool acknowledged() const override { return acknowledged_; }
  std::optional<Byte> refusal() const override { return refusal_; }
  bool waits_for_key() const override {
    return task_.order != RelayOrder::open && state_ == Relay::open && command_closed_;
  }
  std::optional<Fault> fault() const override {
    if (ended_by()) return ended_by();
    return state_ ? std::nullopt : unread_;
  }

 private:
  enum class Stage { clock, order, state };

  bool ask(Instant now) override {
    if (stage_ == Stage::clock) {
      if (auto const di = clock_.ask()) {
        put(ReadItem{*di});
        return true;
      }
      stage_ = Stage::order;
    }
    if (stage_ == Stage::order) {
      put(order(now));
      return true;
    }
    if (reads_ == part_.read_backs || (reads_ > 0 && settled())) return false;
    ++reads_;
    put(state_question(part_, address_), part_.settle);
    return true;
  }

  bool needs_clock() const {
    return part_.identifiers && part_.identifiers->expiry == Expiry::later_clock;
  }

  Order order(Instant now) const {
    auto const given = task_.access ? *task_.access : *part_.access();
    dlt645::Access const access{given.permission, given.password, given.operator_id};
    auto const station = address_.station();
    if (part_.identifiers)
      return {dlt645::Function::relay,
              dlt645::relay_request(station, access, command_of(task_.order), expiry(now))};
    auto const& written = *part_.written;
    auto const& value = task_.order == RelayOrder::open ? written.open : written.close;
    return {dlt645::Function::write,
            dlt645::write_request(station, written.order_di, access, value, edition_)};
  }

  bool settled() const {
    auto const wanted = task_.order == RelayOrder::open ? Relay::open : Relay::closed;
    return state_ == wanted || refusal_.has_value() || waits_for_key();
  }

  /// Nothing sends zeros.
  std::optional<LocalTime> expiry(Instant now) const {
    auto const& relay = *part_.identifiers;
    constexpr LocalTime kLast{{2099, 12, 31}, 23, 59, 59};
    switch (relay.expiry) {
      case Expiry::zero:
        return std::nullopt;
      case Expiry::fixed:
        return relay.fixed;
      case Expiry::later_clock:
        break;
    }
    auto later = now;
    if (clock_.time()) later = std::max(later, task_.zone.instant(*clock_.time()));
    return std::min(task_.zone.local(later + relay.valid_for), kLast);
  }

  Result<void> answered(Bytes const& value, Instant) override {
    switch (stage_) {
      case Stage::clock:
        clock_.take(value);
        return {};
      case Stage::order:
        acknowledged_ = true;
        stage_ = Stage::state;
        return {};
      case Stage::state:
        take_state(value);
        return {};
    }
    return {};
  }

  void take_state(Bytes const& value) {
    auto const state = state_of(part_, value);
    if (!state) {
      unread_ = Fault{FaultCode::bad_value};
      return;
    }
    state_ = state;
    auto const command_mask = part_.identifiers ? part_.identifiers->command_mask : 0;
    command_closed_ = command_mask != 0 && (*status_bits(value) & command_mask) == 0;
  }

  Result<void> failed(Fault fault) override {
    bool const refused = fault.code == FaultCode::device_refused;
    switch (stage_) {
      case Stage::clock:
        if (!refused) return fault;
        clock_.refused();
        return {};
      case Stage::order:
        if (refused) refusal_ = static_cast<Byte>(fault.detail);
        stage_ = Stage::state;
        return {};
      case Stage::state:
        // An older state is no state: the contacts may have moved since.
        state_.reset();
        return fault;
    }
    return fault;
  }

  RelayPart const& part_;
  dlt645::Edition edition_;
  MeterAddress address_;
  RelayTask task_;
  ClockReader clock_;
  Stage stage_;
  int reads_ = 0;
  bool acknowledged_ = false;
  bool command_closed_ = false;
  std::optional<Byte> refusal_;
  std::optional<Relay> state_;
  std::optional<Fault> unread_;
};

}  // namespace

std::unique_ptr<RelayDialogue> make_item_relay(Model const& model, MeterAddress const& address,
                                               LineTraits line, RelayTask const& task) {
  return std::make_unique<ItemRelay>(model, address, line, task);
}

}  // namespace e2ms::device
