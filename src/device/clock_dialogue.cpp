#include "clock_reader.hpp"
#include "exchange.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;

/// Sets the clock if asked to, then reads it: a broadcast is never answered, and a meter may
/// ignore it without a word.
class ItemClock final : public Asking<ClockDialogue> {
 public:
  ItemClock(Model const& model, MeterAddress const& address, LineTraits line, ClockTask task,
            Zone const& zone, RelayAccess const& access)
      : Asking(address, line, pace_of(model)),
        edition_(model.edition()),
        station_(address.station()),
        zone_(zone),
        access_{access.permission, access.password, access.operator_id},
        stage_(task == ClockTask::read    ? Stage::read
               : task == ClockTask::nudge ? Stage::nudge
                                          : Stage::set_date),
        clock_(model.clock_di, model.edition()) {}

  Result<Outcome> outcome() const override {
    if (ended_by()) return *ended_by();
    if (!clock_.time()) return unread_;
    return Outcome{*clock_.time(), at_};
  }

 private:
  enum class Stage { nudge, set_date, set_time, read };

  bool ask(Instant now) override {
    auto const local = zone_.local(now);
    switch (stage_) {
      case Stage::nudge:
        // Unicast: the broadcast address would reach the other meters of the bus too.
        stage_ = Stage::read;
        put(Tell{dlt645::set_time_request(station_, local)});
        return true;
      case Stage::set_date:
        put_write(dlt645::kDate, dlt645::kDate1997, dlt645::encode_date(local.date));
        return true;
      case Stage::set_time:
        put_write(dlt645::kTime, dlt645::kTime1997, dlt645::encode_time(local));
        return true;
      case Stage::read:
        break;
    }
    auto const di = clock_.ask();
    if (!di) return false;
    put(ReadItem{*di});
    return true;
  }

  void put_write(dlt645::Di di_2007, dlt645::Di di_1997, ByteView value) {
    auto const di = edition_ == dlt645::Edition::y2007 ? di_2007 : di_1997;
    auto frame = dlt645::write_request(station_, di, access_, value, edition_);
    put(Order{dlt645::Function::write, std::move(frame)});
  }

  Result<void> answered(Bytes const& value, Instant now) override {
    switch (stage_) {
      case Stage::nudge:
        break;
      case Stage::set_date:
        stage_ = Stage::set_time;
        break;
      case Stage::set_time:
        stage_ = Stage::read;
        break;
      case Stage::read:
        at_ = now;
        clock_.take(value);
        unread_ = {FaultCode::bad_value};
        break;
    }
    return {};
  }

  Result<void> failed(Fault fault) override {
    bool const refused_read = stage_ == Stage::read && fault.code == FaultCode::device_refused;
    if (!refused_read) return fault;
    unread_ = fault;
    clock_.refused();
    return {};
  }

  dlt645::Edition edition_;
  protocol::Station station_;
  Zone zone_;
  dlt645::Access access_;
  Stage stage_;
  ClockReader clock_;
  Instant at_;
  Fault unread_{FaultCode::unsupported};
};

/// One meter alone on its line.
class AddressAsking final : public Asking<AddressDialogue> {
 public:
  AddressAsking() : Asking(std::nullopt, {Framing::rtu, nullptr}, {seconds(1), Duration{}}) {}

  Result<MeterAddress> outcome() const override {
    if (ended_by()) return *ended_by();
    if (!address_) return Fault{FaultCode::bad_value};
    return *address_;
  }

 private:
  bool ask(Instant) override {
    if (asked_) return false;
    asked_ = true;
    put(AskAddress{});
    return true;
  }

  Result<void> answered(Bytes const& value, Instant) override {
    protocol::Station station;
    std::copy(value.begin(), value.end(), station.begin());
    address_ = MeterAddress::of(Protocol::dlt645_2007, protocol::to_text(station));
    if (!address_) return Fault{FaultCode::bad_value};
    return {};
  }

  Result<void> failed(Fault fault) override { return fault; }

  bool asked_ = false;
  std::optional<MeterAddress> address_;
};

}  // namespace

Result<std::unique_ptr<ClockDialogue>> make_clock(Model const& model, MeterAddress const& address,
                                                  LineTraits line, ClockTask task, Zone const& zone,
                                                  std::optional<RelayAccess> access) {
  if (!model.has_clock()) return Fault{FaultCode::unsupported};
  auto const shipped = model.relay ? model.relay->access() : std::nullopt;
  auto const given = access ? *access : shipped.value_or(RelayAccess{});
  return std::unique_ptr<ClockDialogue>(
      std::make_unique<ItemClock>(model, address, line, task, zone, given));
}

std::unique_ptr<AddressDialogue> make_address() {
  return std::make_unique<AddressAsking>();
}

}  // namespace e2ms::device
