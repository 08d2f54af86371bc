#include "e2ms/protocol/dlt645_items.hpp"
#include "exchange.hpp"
#include "number.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;

constexpr std::uint32_t kFreezeTime = 0x05060000;
constexpr std::uint32_t kFreezeEnergy = 0x05060100;
constexpr int kWhPerKwhDigits = 3;

/// mm hh DD MM YY; nothing when it is no time, as where the meter has not frozen yet.
std::optional<LocalTime> minute_of(ByteView wire) {
  if (wire.size() != 5) return std::nullopt;
  std::array<unsigned, 5> part{};
  for (std::size_t i = 0; i < part.size(); ++i) {
    auto const number = dlt645::bcd(wire[i]);
    if (!number) return std::nullopt;
    part[i] = *number;
  }
  auto const [minute, hour, day, month, year] = part;
  bool const sensible =
      minute < 60 && hour < 24 && day >= 1 && day <= 31 && month >= 1 && month <= 12;
  if (!sensible) return std::nullopt;
  constexpr int kCentury = 2000;
  return LocalTime{{kCentury + static_cast<int>(year), month, day}, hour, minute, 0};
}

/// The stamp first: without one the registers say nothing.
class ItemFreeze final : public Asking<FreezeDialogue> {
 public:
  ItemFreeze(Model const& model, MeterAddress const& address, LineTraits line, unsigned back)
      : Asking(address, line, pace_of(model)), back_(back) {}

  Result<Outcome> outcome() const override {
    if (ended_by()) return *ended_by();
    return outcome_;
  }

 private:
  bool ask(Instant) override {
    if (done_) return false;
    put(ReadItem{(stamped_ ? kFreezeEnergy : kFreezeTime) + back_});
    return true;
  }

  Result<void> answered(Bytes const& value, Instant) override {
    if (!stamped_) {
      auto const stamp = minute_of(value);
      if (!stamp) return Fault{FaultCode::bad_value};
      outcome_.frozen = *stamp;
      stamped_ = true;
      return {};
    }
    done_ = true;
    return take_registers(value);
  }

  Result<void> take_registers(Bytes const& value) {
    auto const item = dlt645::find_item(kFreezeEnergy + back_);
    ENSURE(item.has_value());
    auto const values = dlt645::decode_item(*item, value);
    if (!values || values->empty()) return Fault{FaultCode::bad_value};
    auto const total = energy_of(values->front());
    if (!total) return Fault{FaultCode::bad_value};
    outcome_.total = *total;
    outcome_.raw = to_hex(value);
    auto const rates = std::min(values->size() - 1, outcome_.rate.size());
    for (std::size_t i = 0; i < rates; ++i) outcome_.rate[i] = energy_of((*values)[i + 1]);
    return {};
  }

  static std::optional<Energy> energy_of(dlt645::Value const& value) {
    if (value.kind != dlt645::Value::Kind::number) return std::nullopt;
    auto const wh = scale(value.number, kWhPerKwhDigits - value.decimals);
    return wh ? std::optional(Energy::wh(*wh)) : std::nullopt;
  }

  Result<void> failed(Fault fault) override { return fault; }

  unsigned back_;
  bool stamped_ = false;
  bool done_ = false;
  Outcome outcome_{};
};

}  // namespace

Result<std::unique_ptr<FreezeDialogue>> make_freeze(Model const& model, MeterAddress const& address,
                                                    LineTraits line, unsigned back) {
  if (model.daily_freezes == 0) return Fault{FaultCode::unsupported};
  ENSURE(back >= 1);
  ENSURE(back <= model.daily_freezes);
  return std::unique_ptr<FreezeDialogue>(std::make_unique<ItemFreeze>(model, address, line, back));
}

}  // namespace e2ms::device
