#pragma once

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <map>
#include <memory>

#include "simulator/core/bus.hpp"
#include "simulator/program/config.hpp"

namespace e2ms_sim {

/// True time in UTC milliseconds: the only place of the simulator that reads a clock.
std::int64_t now_ms();

/// One gateway on the network: the sockets around a Bus. It talks on one connection at a time;
/// a new one replaces the old, as most serial servers do. Lives on the thread of `io`, which
/// must have stopped before the station goes.
class Station {
 public:
  Station(boost::asio::io_context& io, GatewaySpec const& spec, World const& world);

  /// Starts to listen or to dial; throws if the port cannot be had.
  void open();
  void close();
  /// Breaks the connection; a station that dials comes back after a second.
  void drop();

  Bus& bus() { return bus_; }
  GatewaySpec const& spec() const { return spec_; }
  std::uint16_t port() const { return port_; }
  bool connected() const { return link_ != nullptr; }
  void on_relay_change(std::function<void()> save) { on_relay_change_ = std::move(save); }

 private:
  /// Shared by the handlers that still run for it after it was replaced.
  struct Link {
    explicit Link(boost::asio::ip::tcp::socket connected) : socket{std::move(connected)} {}
    boost::asio::ip::tcp::socket socket;
    std::array<std::uint8_t, 2048> input{};
    std::deque<Bytes> to_write;
  };
  using LinkPtr = std::shared_ptr<Link>;

  void accept();
  void dial();
  void dial_later();
  void adopt(boost::asio::ip::tcp::socket socket);
  void lose(LinkPtr const& link);
  void read(LinkPtr const& link);
  void write(LinkPtr const& link, Bytes bytes);
  void write_next(LinkPtr const& link);
  void flush();
  void beat();

  GatewaySpec spec_;
  Bus bus_;
  std::uint64_t seed_;
  std::uint16_t port_;
  boost::asio::io_context& io_;
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::resolver resolver_;
  boost::asio::steady_timer redial_;
  boost::asio::steady_timer heartbeat_;
  boost::asio::steady_timer answer_;
  LinkPtr link_;
  std::multimap<std::int64_t, Bytes> answers_;
  std::vector<Output> fresh_;
  std::int64_t armed_for_ms_ = 0;
  unsigned failures_ = 0;
  bool closed_ = false;
  std::function<void()> on_relay_change_;
};

}  // namespace e2ms_sim
