#include "simulator/program/station.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/write.hpp>
#include <chrono>

namespace e2ms_sim {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using std::chrono::milliseconds;

namespace {

constexpr std::int64_t kFirstPauseMs = 1000;
constexpr std::int64_t kLongestPauseMs = 10'000;
constexpr std::size_t kMostWaitingWrites = 1000;

}  // namespace

std::int64_t now_ms() {
  auto const now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<milliseconds>(now).count();
}

Station::Station(asio::io_context& io, GatewaySpec const& spec, World const& world)
    : spec_{spec},
      bus_{spec.bus, world.seed},
      seed_{world.seed},
      port_{spec.port},
      io_{io},
      acceptor_{io},
      resolver_{io},
      redial_{io},
      heartbeat_{io},
      answer_{io} {
  for (auto const& meter : spec.meters) bus_.add_meter(meter, world);
}

void Station::open() {
  if (spec_.mode == GatewaySpec::Mode::dial) return dial();
  tcp::endpoint const endpoint{asio::ip::make_address(spec_.host), spec_.port};
  acceptor_.open(endpoint.protocol());
  acceptor_.set_option(tcp::acceptor::reuse_address{true});
  acceptor_.bind(endpoint);
  acceptor_.listen();
  port_ = acceptor_.local_endpoint().port();
  accept();
}

void Station::close() {
  closed_ = true;
  error_code ignored;
  acceptor_.close(ignored);
  resolver_.cancel();
  redial_.cancel();
  drop();
}

void Station::drop() {
  failures_ = 0;
  if (link_) lose(LinkPtr{link_});
}

void Station::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (closed_ || error == asio::error::operation_aborted) return;
    if (!error) adopt(std::move(socket));
    accept();
  });
}

void Station::dial() {
  resolver_.async_resolve(
      spec_.host, std::to_string(spec_.port),
      [this](error_code failed, tcp::resolver::results_type const& found) {
        if (closed_) return;
        if (failed) return dial_later();
        auto socket = std::make_shared<tcp::socket>(io_);
        asio::async_connect(*socket, found, [this, socket](error_code error, tcp::endpoint const&) {
          if (closed_) return;
          if (error)
            dial_later();
          else
            adopt(std::move(*socket));
        });
      });
}

void Station::dial_later() {
  if (closed_) return;
  auto const pause = std::min(kFirstPauseMs << std::min(failures_, 4U), kLongestPauseMs);
  ++failures_;
  // Hundreds of gateways that lost the same server must not come back in the same moment.
  auto const chance = mix(seed_, failures_, static_cast<std::uint64_t>(now_ms()));
  auto const jitter = static_cast<std::int64_t>(chance % static_cast<std::uint64_t>(pause / 2));
  redial_.expires_after(milliseconds{pause * 3 / 4 + jitter});
  redial_.async_wait([this](error_code error) {
    if (!error && !closed_) dial();
  });
}

void Station::adopt(tcp::socket socket) {
  if (link_) lose(LinkPtr{link_});
  error_code ignored;
  socket.set_option(tcp::no_delay{true}, ignored);
  link_ = std::make_shared<Link>(std::move(socket));
  bus_.on_connect();
  if (!spec_.registration.empty()) write(link_, spec_.registration);
  if (!spec_.heartbeat.empty()) beat();
  read(link_);
}

void Station::lose(LinkPtr const& link) {
  error_code ignored;
  link->socket.shutdown(tcp::socket::shutdown_both, ignored);
  link->socket.close(ignored);
  if (link_ != link) return;  // a newer one has taken its place
  link_.reset();
  answers_.clear();
  armed_for_ms_ = 0;
  answer_.cancel();
  heartbeat_.cancel();
  if (spec_.mode == GatewaySpec::Mode::dial) dial_later();
}

void Station::read(LinkPtr const& link) {
  link->socket.async_read_some(
      asio::buffer(link->input), [this, link](error_code error, std::size_t count) {
        if (link_ != link) return;
        if (error) return lose(link);
        failures_ = 0;  // somebody asks: the next pause is short again
        bus_.on_bytes(now_ms(), ByteView{link->input}.first(count), fresh_);
        for (auto& output : fresh_) answers_.emplace(output.at_ms, std::move(output.bytes));
        fresh_.clear();
        if (bus_.take_relay_change() && on_relay_change_) on_relay_change_();
        flush();
        if (link_ == link) read(link);
      });
}

void Station::flush() {
  auto const now = now_ms();
  while (link_ && !answers_.empty() && answers_.begin()->first <= now) {
    auto first = answers_.extract(answers_.begin());
    write(link_, std::move(first.mapped()));
  }
  if (!link_ || answers_.empty() || armed_for_ms_ == answers_.begin()->first) return;
  armed_for_ms_ = answers_.begin()->first;
  answer_.expires_after(milliseconds{armed_for_ms_ - now});
  answer_.async_wait([this](error_code error) {
    if (error) return;
    armed_for_ms_ = 0;
    flush();
  });
}

void Station::write(LinkPtr const& link, Bytes bytes) {
  // Nobody reads the other end: a serial server would have overflowed long ago.
  if (link->to_write.size() >= kMostWaitingWrites) return lose(link);
  link->to_write.push_back(std::move(bytes));
  if (link->to_write.size() == 1) write_next(link);
}

void Station::write_next(LinkPtr const& link) {
  asio::async_write(link->socket, asio::buffer(link->to_write.front()),
                    [this, link](error_code error, std::size_t) {
                      if (link_ != link) return;
                      if (error) return lose(link);
                      link->to_write.pop_front();
                      if (!link->to_write.empty()) write_next(link);
                    });
}

void Station::beat() {
  heartbeat_.expires_after(milliseconds{spec_.heartbeat_every_ms});
  heartbeat_.async_wait([this](error_code error) {
    if (error || !link_) return;
    write(link_, spec_.heartbeat);
    if (link_) beat();
  });
}

}  // namespace e2ms_sim
