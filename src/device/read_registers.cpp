#include <algorithm>

#include "e2ms/base/ensure.hpp"
#include "exchange.hpp"
#include "factories.hpp"
#include "number.hpp"
#include "reading_parts.hpp"
#include "relay_question.hpp"

namespace e2ms::device {
namespace {

namespace modbus = protocol::modbus;

/// One request: so many registers from an address on.
struct Block {
  Byte function;
  std::uint16_t address;
  std::uint16_t words;

  std::uint32_t key() const {
    return static_cast<std::uint32_t>(function) << 24 | static_cast<std::uint32_t>(words) << 16 |
           address;
  }
  bool covers(Block const& part) const {
    return function == part.function && address <= part.address &&
           part.address + part.words <= address + words;
  }
};

/// Something to read; the relay's state is one of them.
struct Part {
  Block where;
  RegisterItem const* item;  // empty for the relay
};

/// Reads the registers of a Modbus model in as few blocks as the model allows. A block the meter
/// refuses is read in smaller ones, in the end item by item.
class RegisterReading final : public Asking<ReadingDialogue> {
 public:
  RegisterReading(Model const& model, MeterAddress const& address, LineTraits line, Wanted wanted,
                  Learnt learnt)
      : Asking(address, line, pace_of(model)),
        model_(model),
        unit_(address.unit()),
        learnt_(std::move(learnt)) {
    for (auto const& item : model.registers)
      if (wants(wanted, item.quantity))
        pending_.push_back({{item.function, item.address, item.words()}, &item});
    if (wanted.relay && model.relay && model.relay->registers) {
      auto const& relay = *model.relay->registers;
      pending_.push_back({{relay.state_function, relay.state_address, 1}, nullptr});
    }
    std::stable_sort(pending_.begin(), pending_.end(), [](Part const& a, Part const& b) {
      return std::pair(a.where.function, a.where.address) <
             std::pair(b.where.function, b.where.address);
    });
  }

  Result<Reading> outcome() const override {
    if (ended_by()) return *ended_by();
    if (!has_total_) return unread_;
    return reading_;
  }
  Learnt const& learnt() const override { return learnt_; }

 private:
  bool ask(Instant) override {
    while (!pending_.empty()) {
      auto const block = next_block();
      if (block) {
        asked_ = *block;
        put(Registers{modbus::Query::read(unit_, block->function, block->address, block->words)});
        return true;
      }
      pending_.erase(pending_.begin());  // the meter does not have it
    }
    return false;
  }

  /// The largest block from the first pending part on that was not refused before: with holes,
  /// without, the part alone.
  std::optional<Block> next_block() const {
    for (bool const over_spans : {true, false}) {
      auto const block = grow(over_spans);
      if (usable(block)) return block;
    }
    auto const alone = pending_.front().where;
    return usable(alone) ? std::optional(alone) : std::nullopt;
  }

  bool usable(Block const& block) const {
    return !learnt_.refused.contains(block.key()) && !skipped_.contains(block.key());
  }

  Block grow(bool over_spans) const {
    Block block = pending_.front().where;
    for (auto const& part : pending_) {
      auto const end = part.where.address + part.where.words;
      bool const touches = part.where.address <= block.address + block.words ||
                           (over_spans && in_one_span(block, end));
      bool const joins = part.where.function == block.function && touches &&
                         end - block.address <= most_of(block.function);
      if (!joins) break;
      block.words = static_cast<std::uint16_t>(std::max<int>(block.words, end - block.address));
    }
    return block;
  }

  /// A model may read many coils at once, but none has more than the one of its relay.
  int most_of(Byte function) const {
    return function <= modbus::kReadInputs ? 1 : int{model_.largest_block};
  }

  /// Whether the model answers everything from where the block begins to `end`.
  bool in_one_span(Block const& block, int end) const {
    return std::any_of(model_.spans.begin(), model_.spans.end(), [&](RegisterSpan const& span) {
      return span.function == block.function && span.first <= block.address && end <= span.last + 1;
    });
  }

  Result<void> answered(Bytes const& value, Instant now) override {
    for (auto part = pending_.begin(); part != pending_.end();) {
      if (!asked_.covers(part->where)) {
        ++part;
        continue;
      }
      auto const at = static_cast<std::size_t>(part->where.address - asked_.address) * 2;
      auto const size = std::min<std::size_t>(value.size() - at, part->where.words * 2U);
      TRY_VOID(take_part(*part, ByteView{value}.subspan(at, size), value, now));
      part = pending_.erase(part);
    }
    return {};
  }

  Result<void> take_part(Part const& part, ByteView bytes, Bytes const& whole, Instant now) {
    if (part.item == nullptr) {
      reading_.relay = state_of(*model_.relay, Bytes(bytes.begin(), bytes.end()));
      return {};
    }
    auto const number = number_of(*part.item, bytes);
    if (part.item->quantity == Quantity::energy) {
      if (!number || *number < 0) return Fault{FaultCode::bad_value};
      has_total_ = true;
      reading_.taken_at = now;
      reading_.raw = to_hex(whole);
    }
    bool const energy = part.item->quantity <= Quantity::energy_deep_valley;
    if (number && (*number >= 0 || !energy)) device::put(reading_, part.item->quantity, *number);
    return {};
  }

  Result<void> failed(Fault fault) override {
    constexpr std::int32_t kNoSuchRegister = 3;  // exceptions 1 to 3: function, address, value
    if (fault.code != FaultCode::device_refused || fault.detail > kNoSuchRegister) {
      // The meter fell silent: what it said before is a reading if the energy is in it.
      if (!has_total_) return fault;
      pending_.clear();
      return {};
    }
    unread_ = fault;
    skipped_.insert(asked_.key());
    if (!indispensable()) learnt_.refused.insert(asked_.key());
    return {};
  }

  /// The block that is the energy alone: no later reading may do without asking for it.
  bool indispensable() const {
    return std::any_of(pending_.begin(), pending_.end(), [this](Part const& part) {
      return part.item != nullptr && part.item->quantity == Quantity::energy &&
             part.where.key() == asked_.key();
    });
  }

  Model const& model_;
  Byte unit_;
  Learnt learnt_;
  std::vector<Part> pending_;
  std::set<std::uint32_t> skipped_;  // in this conversation only
  Block asked_{};
  Reading reading_{};
  bool has_total_ = false;
  Fault unread_{FaultCode::unsupported};
};

}  // namespace

std::unique_ptr<ReadingDialogue> make_register_reading(Model const& model,
                                                       MeterAddress const& address, LineTraits line,
                                                       Wanted wanted, Learnt learnt) {
  return std::make_unique<RegisterReading>(model, address, line, wanted, std::move(learnt));
}

}  // namespace e2ms::device
