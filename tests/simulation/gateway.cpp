#include "gateway.hpp"

#include <utility>

namespace e2ms::simulation {

std::vector<e2ms_sim::Output> Gateway::take(Instant now, ByteView bytes) {
  std::vector<bool> before;
  for (auto const& meter : bus_.meters()) before.push_back(meter.state().relay_open);
  std::vector<e2ms_sim::Output> answers;
  bus_.on_bytes(now.ms, bytes, answers);
  for (std::size_t i = 0; i < before.size(); ++i) {
    auto const& meter = bus_.meters()[i];
    bool const open = meter.state().relay_open;
    if (open != before[i]) moves_.push_back({now, name_ + "/" + meter.spec().address, open});
  }
  return answers;
}

class SimLine final : public port::Line {
 public:
  SimLine(std::shared_ptr<Wire> wire, unsigned connection)
      : wire_(std::move(wire)), connection_(connection) {}
  ~SimLine() override { close(); }
  SimLine(SimLine const&) = delete;
  SimLine& operator=(SimLine const&) = delete;

  boost::asio::awaitable<Result<void>> write(ByteView bytes, Duration) override {
    return Wire::write(wire_, connection_, Bytes(bytes.begin(), bytes.end()));
  }
  boost::asio::awaitable<Result<void>> read(Bytes& into, Duration within) override {
    return Wire::read(wire_, connection_, into, within);
  }
  void close() override {
    if (wire_->carries(connection_)) wire_->drop();
  }
  bool is_open() const override { return wire_->carries(connection_); }
  std::string peer() const override { return "sim:" + wire_->gateway_.name(); }

 private:
  std::shared_ptr<Wire> wire_;
  unsigned connection_;
};

/// The wake-up owns the bed and the bed the reading coroutine, so the clock's end is its end.
/// Copyable only because std::function wants it.
struct Wire::Waking {
  Wire* wire;
  std::shared_ptr<transport::Parking> bed;
  void operator()() const {
    wire->reader_ = nullptr;
    bed->release();
  }
};

/// Takes the wake-up back when the reading coroutine goes on, or is destroyed.
class Wire::Reading {
 public:
  Reading(std::shared_ptr<Wire> wire, test::VirtualClock::Key key)
      : wire_(std::move(wire)), key_(key) {}
  ~Reading() {
    wire_->reader_ = nullptr;
    if (!wire_->cut_) wire_->clock_.forget(key_);
  }
  Reading(Reading const&) = delete;
  Reading& operator=(Reading const&) = delete;

 private:
  std::shared_ptr<Wire> wire_;
  test::VirtualClock::Key key_;
};

std::unique_ptr<port::Line> Wire::connect(std::function<void()> when_down) {
  drop();
  ++connection_;
  open_ = true;
  arrived_.clear();
  when_down_ = std::move(when_down);
  gateway_.bus().on_connect();
  return std::make_unique<SimLine>(shared_from_this(), connection_);
}

void Wire::drop() {
  if (!std::exchange(open_, false) || cut_) return;
  arrived_.clear();
  wake();
  if (when_down_) clock_.call_after({}, std::exchange(when_down_, {}));
}

void Wire::wake() {
  if (auto* const reader = std::exchange(reader_, nullptr)) reader->release();
}

void Wire::deliver(unsigned connection, Bytes const& bytes) {
  bool const expected = connection == connection_ || gateway_.delivers_late;
  if (!open_ || !expected) return;
  arrived_.insert(arrived_.end(), bytes.begin(), bytes.end());
  wake();
}

boost::asio::awaitable<Result<void>> Wire::write(std::shared_ptr<Wire> wire, unsigned connection,
                                                 Bytes bytes) {
  if (!wire->carries(connection)) co_return Fault{FaultCode::line_down};
  wire->before_write_();
  auto const now = wire->clock_.now();
  for (auto& answer : wire->gateway_.take(now, bytes)) {
    Duration const after{answer.at_ms - now.ms};
    wire->clock_.call_after(after, [wire, connection, answer = std::move(answer.bytes)] {
      wire->deliver(connection, answer);
    });
  }
  co_return Result<void>();
}

boost::asio::awaitable<Result<void>> Wire::read(std::shared_ptr<Wire> wire, unsigned connection,
                                                Bytes& into, Duration within) {
  auto const until = wire->clock_.elapsed() + within;
  for (;;) {
    if (!wire->carries(connection)) co_return Fault{FaultCode::line_down};
    if (!wire->arrived_.empty()) {
      into.insert(into.end(), wire->arrived_.begin(), wire->arrived_.end());
      wire->arrived_.clear();
      co_return Result<void>();
    }
    auto const left = until - wire->clock_.elapsed();
    if (left.ms <= 0) co_return Fault{FaultCode::timeout};
    auto bed = std::make_shared<transport::Parking>();
    auto& here = *bed;
    wire->reader_ = &here;
    auto const key = wire->clock_.call_after(left, Waking{wire.get(), std::move(bed)});
    Reading const reading(wire, key);
    co_await here.wait();
  }
}

}  // namespace e2ms::simulation
