#include "support/script_line.hpp"

#include <utility>

namespace e2ms::test {

class ScriptLine final : public port::Line {
 public:
  ScriptLine(std::shared_ptr<FarEnd> end, std::string peer)
      : end_(std::move(end)), peer_(std::move(peer)) {}
  ~ScriptLine() override { end_->hang_up(); }

  boost::asio::awaitable<Result<void>> write(ByteView bytes, Duration) override {
    return write_to(end_, Bytes(bytes.begin(), bytes.end()));
  }
  boost::asio::awaitable<Result<void>> read(Bytes& into, Duration within) override {
    return read_from(end_, into, within);
  }
  void close() override { end_->hang_up(); }
  bool is_open() const override { return end_->is_open(); }
  std::string peer() const override { return peer_; }

 private:
  static boost::asio::awaitable<Result<void>> write_to(std::shared_ptr<FarEnd> end, Bytes frame) {
    if (!end->open_) co_return Fault{FaultCode::line_down};
    end->written_.push_back({end->clock_.elapsed(), frame});
    end->play_(*end, frame);
    co_return Result<void>();
  }

  static boost::asio::awaitable<Result<void>> read_from(std::shared_ptr<FarEnd> end, Bytes& into,
                                                        Duration within) {
    auto const until = end->clock_.elapsed() + within;
    auto const key = end->clock_.call_after(within, [end = end.get()] { end->waiting_.release(); });
    struct Forget {
      VirtualClock& clock;
      VirtualClock::Key key;
      ~Forget() { clock.forget(key); }
    } const at_end{end->clock_, key};
    while (end->arrived_.empty() && end->open_ && end->clock_.elapsed() < until)
      co_await end->waiting_.wait();
    if (!end->arrived_.empty()) {
      into.insert(into.end(), end->arrived_.begin(), end->arrived_.end());
      end->arrived_.clear();
      co_return Result<void>();
    }
    co_return Fault{end->open_ ? FaultCode::timeout : FaultCode::line_down};
  }

  std::shared_ptr<FarEnd> end_;
  std::string peer_;
};

std::unique_ptr<port::Line> FarEnd::line(std::string peer) {
  open_ = true;
  arrived_.clear();
  return std::make_unique<ScriptLine>(shared_from_this(), std::move(peer));
}

void FarEnd::send(Bytes bytes, Duration after) {
  clock_.call_after(after, [end = shared_from_this(), bytes = std::move(bytes)] {
    if (!end->open_) return;
    end->arrived_.insert(end->arrived_.end(), bytes.begin(), bytes.end());
    end->waiting_.release();
  });
}

void FarEnd::hang_up() {
  if (!std::exchange(open_, false)) return;
  arrived_.clear();
  waiting_.release();
  if (when_down_) clock_.call_after({}, when_down_);
}

}  // namespace e2ms::test
