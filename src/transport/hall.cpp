#include "hall.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/port/task_end.hpp"

namespace e2ms::transport {

using boost::asio::ip::tcp;
using Failure = boost::system::error_code;

/// Keeps a caller in the list of those who may be sent away when too many wait.
class DialIn::Hall::Stranger {
 public:
  Stranger(Hall& hall, Waiting waiting)
      : hall_(hall), at_(hall.strangers_.insert(hall.strangers_.end(), std::move(waiting))) {
    ++hall_.waiting_of_[at_->origin];
  }
  ~Stranger() {
    auto const count = hall_.waiting_of_.find(at_->origin);
    if (--count->second == 0) hall_.waiting_of_.erase(count);
    hall_.strangers_.erase(at_);
  }
  Stranger(Stranger const&) = delete;
  Stranger& operator=(Stranger const&) = delete;

 private:
  Hall& hall_;
  Strangers::iterator at_;
};

namespace {

constexpr Duration kTellEvery = minutes(1);

/// Whose share of the waiting places a caller uses. One customer of IPv6 has a /64.
std::string origin_of(boost::asio::ip::address const& address) {
  auto const plain = address.is_v6() && address.to_v6().is_v4_mapped()
                         ? boost::asio::ip::address(boost::asio::ip::make_address_v4(
                               boost::asio::ip::v4_mapped, address.to_v6()))
                         : address;
  if (plain.is_v4()) return plain.to_string();
  auto bytes = plain.to_v6().to_bytes();
  std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
  return boost::asio::ip::address_v6(bytes).to_string();
}

}  // namespace

DialIn::Hall::Hall(boost::asio::any_io_executor loop, port::Clock& clock, Deadlines& deadlines,
                   Reception reception, DialInLimits limits)
    : acceptor_(std::move(loop)),
      clock_(clock),
      deadlines_(deadlines),
      reception_(std::move(reception)),
      limits_(std::move(limits)) {
  ENSURE(limits_.accepts_per_second > 0);
  ENSURE(limits_.unidentified > 0);
  ENSURE(limits_.unidentified_per_peer > 0);
}

Result<std::uint16_t> DialIn::Hall::listen(std::string const& address, std::uint16_t port) {
  Failure failure;
  tcp::endpoint const end(boost::asio::ip::make_address(address, failure), port);
  if (failure) return Fault{FaultCode::bad_input};
  auto const attempt = [&failure](auto const& step) {
    if (!failure) step();
  };
  attempt([&] { acceptor_.open(end.protocol(), failure); });
  attempt([&] { acceptor_.set_option(tcp::acceptor::reuse_address(true), failure); });
  attempt([&] { acceptor_.bind(end, failure); });
  attempt([&] { acceptor_.listen(boost::asio::socket_base::max_listen_connections, failure); });
  if (failure) {
    log::error("dial_in_port_unavailable",
               {{"address", address}, {"port", port}, {"reason", failure.message()}});
    acceptor_.close(failure);
    return Fault{FaultCode::network};
  }
  boost::asio::co_spawn(acceptor_.get_executor(), accept_all(shared_from_this()), port::let_end);
  return acceptor_.local_endpoint().port();
}

void DialIn::Hall::stop() {
  stopped_ = true;
  Failure ignored;
  acceptor_.close(ignored);
  auto const waiting = strangers_;
  for (auto const& stranger : waiting)
    if (auto const connection = stranger.connection.lock()) connection->close();
}

boost::asio::awaitable<void> DialIn::Hall::accept_all(std::shared_ptr<Hall> self) {
  while (!self->stopped_) {
    auto const pause = self->until_next_accept();
    if (pause.ms > 0) {
      co_await self->clock_.sleep(pause);
      continue;
    }
    Failure failure;
    auto call = self->acceptor_.async_accept(
        boost::asio::redirect_error(boost::asio::use_awaitable, failure));
    auto socket = co_await std::move(call);
    if (self->stopped_) co_return;
    if (!failure) {
      self->receive(std::move(socket));
      continue;
    }
    // Mostly: no descriptor left. Lines that end free some.
    log::warn("accept_failed", {{"reason", failure.message()}});
    auto const rest = seconds(1);
    co_await self->clock_.sleep(rest);
  }
}

/// Allows a burst of one second's worth, then one by one.
Duration DialIn::Hall::until_next_accept() {
  auto const now_us = clock_.elapsed().ms * 1000;
  auto const ahead_us = accepted_until_us_ - now_us;
  if (ahead_us > 1'000'000) return {(ahead_us - 1'000'000 + 999) / 1000};
  return {0};
}

/// Asked before a connection may cost anything, its share of the accepts among them.
bool DialIn::Hall::allows(boost::asio::ip::address const& address) {
  auto const& allow = limits_.allow;
  if (allow.empty() ||
      std::any_of(allow.begin(), allow.end(), [&](auto const& one) { return one.holds(address); }))
    return true;
  ++figures_.not_allowed;
  auto const now = clock_.elapsed();
  if (!not_allowed_told_ || now - *not_allowed_told_ >= kTellEvery) {
    not_allowed_told_ = now;
    log::info("dial_in_not_allowed",
              {{"peer", address.to_string()}, {"so_far", figures_.not_allowed}});
  }
  return false;
}

/// A DTU speaks at once; who has waited longest is the least likely to be one.
void DialIn::Hall::make_room(std::string const& origin) {
  auto const mine = waiting_of_.find(origin);
  bool const too_many = mine != waiting_of_.end() && mine->second >= limits_.unidentified_per_peer;
  if (!too_many && strangers_.size() < limits_.unidentified) return;
  auto const oldest = too_many
                          ? std::find_if(strangers_.begin(), strangers_.end(),
                                         [&](Waiting const& one) { return one.origin == origin; })
                          : strangers_.begin();
  log::info("dial_in_crowded", {{"waiting", strangers_.size()}, {"peer", oldest->origin}});
  ++figures_.crowded_out;
  if (auto const connection = oldest->connection.lock()) connection->close();
}

void DialIn::Hall::receive(tcp::socket socket) {
  Failure failure;
  auto const end = socket.remote_endpoint(failure);
  if (failure || !allows(end.address())) return;
  ++figures_.accepted;
  auto const now_us = clock_.elapsed().ms * 1000;
  accepted_until_us_ =
      std::max(accepted_until_us_, now_us) + 1'000'000 / limits_.accepts_per_second;
  auto line = std::make_unique<TcpLine>(std::move(socket), deadlines_, LineOptions{}, limits_.tcp);
  auto origin = origin_of(end.address());
  make_room(origin);
  auto greeting = greet(shared_from_this(), std::move(line), std::move(origin));
  boost::asio::co_spawn(acceptor_.get_executor(), std::move(greeting), port::let_end);
}

boost::asio::awaitable<void> DialIn::Hall::greet(std::shared_ptr<Hall> self,
                                                 std::unique_ptr<TcpLine> line,
                                                 std::string origin) {
  Waiting waiting{line->connection(), std::move(origin)};
  Stranger const stranger(*self, std::move(waiting));
  auto const until = self->clock_.elapsed() + self->limits_.greeting_time;
  Bytes bytes;
  while (bytes.size() <= self->limits_.greeting_bytes) {
    auto const left = until - self->clock_.elapsed();
    auto const pause = bytes.empty() ? left : std::min(left, self->limits_.greeting_pause);
    auto const result = co_await line->read(bytes, pause);
    bool const quiet = !result && result.fault().code == FaultCode::timeout;
    if (bytes.empty() || left.ms <= 0 || (!result && !quiet)) {
      log::info("greeting_missing", {{"peer", line->peer()}, {"bytes", bytes.size()}});
      ++self->figures_.unnamed;
      co_return;
    }
    auto const heard = self->reception_.hear(bytes, quiet);
    if (heard.kind == protocol::Heard::Kind::waiting) continue;
    if (heard.kind == protocol::Heard::Kind::foreign) break;
    auto const all = ByteView(bytes);
    self->name(std::move(line), heard.id, all.first(heard.length), all.subspan(heard.length));
    co_return;
  }
  ++self->figures_.unnamed;
  log::info("greeting_unreadable", {{"peer", line->peer()}, {"bytes", bytes.size()}});
}

void DialIn::Hall::name(std::unique_ptr<TcpLine> line, std::string const& id, ByteView greeting,
                        ByteView rest) {
  if (stopped_) return;
  auto options = reception_.admit(id);
  bool const crowded = routes_.size() >= limits_.identified && !routes_.contains(id);
  if (!options || crowded) {
    log::info("dtu_refused", {{"registration", id}, {"peer", line->peer()}, {"full", crowded}});
    ++figures_.refused;
    if (!options) reception_.refused(id, line->peer());
    return;
  }
  // Some DTUs put the registration in front of every packet.
  options->noise.emplace_back(greeting.begin(), greeting.end());
  line->become(*std::move(options), rest);

  auto const number = ++last_number_;
  line->when_down([hall = weak_from_this(), id, number] {
    if (auto const here = hall.lock()) here->leave(id, number);
  });
  auto const before = std::exchange(routes_[id], Route{number, line->connection()});
  ++figures_.arrived;
  log::info("dtu_arrived", {{"registration", id}, {"peer", line->peer()}});
  reception_.arrived(id, std::move(line));
  if (auto const old = before.connection.lock(); old && old->is_open()) {
    ++figures_.replaced;
    log::info("dtu_replaced", {{"registration", id}, {"peer", old->peer()}});
    old->close();
  }
}

void DialIn::Hall::leave(std::string const& id, std::uint64_t number) {
  auto const at = routes_.find(id);
  if (at == routes_.end() || at->second.number != number) return;
  routes_.erase(at);
  if (!stopped_) reception_.left(id);
}

}  // namespace e2ms::transport
