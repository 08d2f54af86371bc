#include "connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "e2ms/base/log.hpp"

namespace e2ms::transport {
namespace {

using Failure = boost::system::error_code;

constexpr std::size_t kChunk = 4096;

}  // namespace

/// Ends a wait of one call, also when the call ends by cancellation.
class Connection::Patience {
 public:
  Patience(Connection& connection, Duration span) : connection_(connection) {
    connection_.impatient_ = span.ms <= 0;
    if (span.ms > 0) connection_.patience_.set(span);
  }
  ~Patience() { connection_.patience_.clear(); }
  Patience(Patience const&) = delete;
  Patience& operator=(Patience const&) = delete;

 private:
  Connection& connection_;
};

Connection::Connection(Stream stream, std::string peer, std::size_t unread_limit,
                       Deadlines& deadlines)
    : stream_(std::move(stream)),
      loop_(with_stream([](auto& one) { return one.get_executor(); })),
      peer_(std::move(peer)),
      unread_limit_(unread_limit),
      noise_({}),
      patience_(deadlines,
                [this] {
                  impatient_ = true;
                  waiting_.release();
                }),
      silence_(deadlines, [this] { watch_silence(); }) {}

void Connection::start(LineOptions options) {
  become(std::move(options), {});
  wait_for_bytes();
}

void Connection::become(LineOptions options, ByteView rest) {
  noise_ = NoiseFilter(std::move(options.noise));
  silent_limit_ = options.silent_limit;
  noise_.pass(rest, unread_);
  heard_ = false;
  silence_.clear();
  if (open_ && silent_limit_.ms > 0) silence_.set(silent_limit_);
}

void Connection::when_down(std::function<void()> call) {
  when_down_.push_back(std::move(call));
  if (!open_) tell_down();
}

void Connection::tell_down() {
  for (auto& call : std::exchange(when_down_, {})) boost::asio::post(loop_, std::move(call));
}

void Connection::close() {
  unread_.clear();
  end();
}

void Connection::end() {
  if (!std::exchange(open_, false)) return;
  Failure ignored;  // the descriptor is gone in any case
  with_stream([&](auto& stream) { stream.close(ignored); });
  silence_.clear();
  waiting_.release();
  tell_down();
}

void Connection::watch_silence() {
  if (std::exchange(heard_, false)) return silence_.set(silent_limit_);
  log::info("line_silent", {{"peer", peer_}, {"limit_ms", silent_limit_.ms}});
  end();
}

void Connection::wait_for_bytes() {
  auto arrived = [self = shared_from_this()](Failure failure) {
    if (!self->open_) return;
    if (failure) return self->end();
    self->take_bytes();
    if (self->open_) self->wait_for_bytes();
  };
  with_stream([&](auto& stream) { stream.async_wait(stream.wait_read, std::move(arrived)); });
}

void Connection::take_bytes() {
  std::array<Byte, kChunk> arrived;
  Failure failure;
  auto const count = with_stream(
      [&](auto& stream) { return stream.read_some(boost::asio::buffer(arrived), failure); });
  if (failure == boost::asio::error::would_block) return;
  if (failure) return end();
  heard_ = true;
  noise_.pass(ByteView(arrived).first(count), unread_);
  if (unread_.size() > unread_limit_) unread_.clear();
  if (!unread_.empty()) waiting_.release();
}

void Connection::wait_for_room() {
  if (std::exchange(room_awaited_, true)) return;
  auto free = [self = shared_from_this()](Failure failure) {
    self->room_awaited_ = false;
    if (failure) self->end();
    self->waiting_.release();
  };
  with_stream([&](auto& stream) { stream.async_wait(stream.wait_write, std::move(free)); });
}

boost::asio::awaitable<Result<void>> Connection::write(std::shared_ptr<Connection> self,
                                                       ByteView bytes, Duration within) {
  if (!self->open_) co_return Fault{FaultCode::line_down};
  self->noise_.expect_answer();
  Patience const patience(*self, within);
  while (!bytes.empty()) {
    if (!self->open_) co_return Fault{FaultCode::line_down};
    Failure failure;
    auto const buffer = boost::asio::buffer(bytes.data(), bytes.size());
    auto const write = [&](auto& stream) { return stream.write_some(buffer, failure); };
    auto const count = self->with_stream(write);
    bytes = bytes.subspan(count);
    if (failure == boost::asio::error::would_block) {
      if (self->impatient_) co_return Fault{FaultCode::timeout};
      self->wait_for_room();
      co_await self->waiting_.wait();
    } else if (failure) {
      self->end();
    }
  }
  co_return Result<void>();
}

boost::asio::awaitable<Result<void>> Connection::read(std::shared_ptr<Connection> self, Bytes& into,
                                                      Duration within) {
  Patience const patience(*self, within);
  while (self->unread_.empty() && self->open_ && !self->impatient_) co_await self->waiting_.wait();
  if (!self->unread_.empty()) {
    into.insert(into.end(), self->unread_.begin(), self->unread_.end());
    self->unread_.clear();
    co_return Result<void>();
  }
  co_return Fault{self->open_ ? FaultCode::timeout : FaultCode::line_down};
}

}  // namespace e2ms::transport
