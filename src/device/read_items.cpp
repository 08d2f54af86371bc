#include <algorithm>

#include "clock_reader.hpp"
#include "e2ms/base/ensure.hpp"
#include "e2ms/protocol/dlt645_items.hpp"
#include "exchange.hpp"
#include "factories.hpp"
#include "number.hpp"
#include "reading_parts.hpp"
#include "relay_question.hpp"

namespace e2ms::device {
namespace {

namespace dlt645 = protocol::dlt645;

/// Reads the identifiers of a DL/T 645 model: blocks where the meter knows them, else the single
/// items they stand for.
class ItemReading final : public Asking<ReadingDialogue> {
 public:
  ItemReading(Model const& model, MeterAddress const& address, LineTraits line, Wanted wanted,
              Learnt learnt)
      : Asking(address, line, pace_of(model)),
        model_(model),
        learnt_(std::move(learnt)),
        clock_(model.clock_di, model.edition()),
        address_(address),
        relay_pending_(wanted.relay && model.relay),
        clock_pending_(wanted.clock) {
    for (auto const& item : model.identifiers)
      if (wants(wanted, item.gives.front())) pending_.push_back(&item);
  }

  Result<Reading> outcome() const override {
    if (ended_by()) return *ended_by();
    if (!has_total_) return unread_;
    return reading_;
  }
  Learnt const& learnt() const override { return learnt_; }

 private:
  enum class Stage { items, relay, clock };

  bool ask(Instant) override {
    while (!pending_.empty()) {
      if (auto const* item = next_item()) {
        stage_ = Stage::items;
        asked_ = item;
        put(ReadItem{item->di});
        return true;
      }
      pending_.erase(pending_.begin());  // the meter does not have it
    }
    if (relay_pending_) {
      relay_pending_ = false;
      stage_ = Stage::relay;
      put(state_question(*model_.relay, address_));
      return true;
    }
    auto const clock_di = clock_pending_ ? clock_.ask() : std::nullopt;
    if (!clock_di) return false;
    stage_ = Stage::clock;
    put(ReadItem{*clock_di});
    return true;
  }

  /// A block that gives the first pending item and at least one more, or the item itself.
  IdentifierItem const* next_item() const {
    auto const usable = [this](IdentifierItem const& item) {
      return !learnt_.refused.contains(item.di) && !skipped_.contains(item.di);
    };
    for (auto const& block : model_.blocks)
      if (usable(block) && gives(block, pending_.front()->gives.front()) && covered(block) > 1)
        return &block;
    return usable(*pending_.front()) ? pending_.front() : nullptr;
  }

  static bool gives(IdentifierItem const& item, Quantity quantity) {
    return std::find(item.gives.begin(), item.gives.end(), quantity) != item.gives.end();
  }
  std::ptrdiff_t covered(IdentifierItem const& block) const {
    return std::count_if(pending_.begin(), pending_.end(), [&](IdentifierItem const* item) {
      return gives(block, item->gives.front());
    });
  }

  Result<void> answered(Bytes const& value, Instant now) override {
    if (stage_ == Stage::clock) {
      clock_.take(value);
      reading_.meter_clock = clock_.time();
      return {};
    }
    if (stage_ == Stage::relay) {
      reading_.relay = state_of(*model_.relay, value);
      return {};
    }
    auto const& item = asked_->layout;
    auto const values = dlt645::decode_item(item, value);
    bool const total = gives(*asked_, Quantity::energy);
    if (!values) {
      // Not what the identifier promises. A block may still be had in its single items.
      if (total && asked_->gives.size() == 1) return Fault{FaultCode::bad_value};
      skipped_.insert(asked_->di);
      return {};
    }
    auto const count = std::min(values->size(), asked_->gives.size());
    for (std::size_t i = 0; i < count; ++i)
      TRY_VOID(take_value(asked_->gives[i], (*values)[i], item, value, now));
    auto const* answered = asked_;
    std::erase_if(pending_, [&](IdentifierItem const* each) {
      auto const& known = answered->gives;
      auto const end = known.begin() + static_cast<std::ptrdiff_t>(count);
      return std::find(known.begin(), end, each->gives.front()) != end;
    });
    if (answered->gives.size() > count) skipped_.insert(answered->di);
    return {};
  }

  Result<void> take_value(Quantity quantity, dlt645::Value const& value, dlt645::Item const& item,
                          Bytes const& whole, Instant now) {
    bool const energy = quantity <= Quantity::energy_deep_valley;
    std::optional<std::int64_t> number;
    if (value.kind == dlt645::Value::Kind::number) {
      auto const unit = exponent_of(quantity, item.unit);
      ENSURE(unit.has_value());
      number = scale(value.number, *unit - value.decimals);
    }
    if (energy && number && *number < 0) number.reset();
    if (quantity == Quantity::energy) {
      if (!number) return Fault{FaultCode::bad_value};
      has_total_ = true;
      reading_.taken_at = now;
      reading_.raw = to_hex(whole);
    }
    if (number) device::put(reading_, quantity, *number);
    return {};
  }

  Result<void> failed(Fault fault) override {
    constexpr std::int32_t kNoSuchData = 0x02;
    if (fault.code != FaultCode::device_refused) return give_up(fault);
    if (stage_ == Stage::clock) {
      clock_.refused();
      return {};
    }
    if (stage_ == Stage::relay) return {};
    unread_ = fault;
    skipped_.insert(asked_->di);
    if ((fault.detail & kNoSuchData) != 0 && !indispensable()) learnt_.refused.insert(asked_->di);
    return {};
  }

  /// The item that alone gives the energy: no later reading may do without asking for it.
  bool indispensable() const {
    return asked_->gives.size() == 1 && asked_->gives.front() == Quantity::energy;
  }

  /// The meter fell silent: what it said before is a reading if the energy is in it.
  Result<void> give_up(Fault fault) {
    if (!has_total_) return fault;
    pending_.clear();
    relay_pending_ = false;
    clock_pending_ = false;
    return {};
  }

  Model const& model_;
  Learnt learnt_;
  ClockReader clock_;
  MeterAddress address_;
  bool relay_pending_;
  bool clock_pending_;
  Stage stage_ = Stage::items;
  std::vector<IdentifierItem const*> pending_;
  std::set<std::uint32_t> skipped_;  // in this conversation only
  IdentifierItem const* asked_ = nullptr;
  Reading reading_{};
  bool has_total_ = false;
  Fault unread_{FaultCode::unsupported};
};

}  // namespace

std::unique_ptr<ReadingDialogue> make_item_reading(Model const& model, MeterAddress const& address,
                                                   LineTraits line, Wanted wanted, Learnt learnt) {
  return std::make_unique<ItemReading>(model, address, line, wanted, std::move(learnt));
}

}  // namespace e2ms::device
