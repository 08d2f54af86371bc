#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "connection.hpp"
#include "e2ms/transport/dial_in.hpp"

namespace e2ms::transport {

/// Where callers wait until they have said who they are, and the register of those who have.
class DialIn::Hall : public std::enable_shared_from_this<DialIn::Hall> {
 public:
  Hall(boost::asio::any_io_executor loop, port::Clock& clock, Deadlines& deadlines,
       Reception reception, DialInLimits limits);

  Result<std::uint16_t> listen(std::string const& address, std::uint16_t port);
  void stop();

  DialInFigures const& figures() const { return figures_; }
  std::size_t unidentified() const { return strangers_.size(); }
  std::size_t identified() const { return routes_.size(); }

 private:
  /// Somebody who has not said who he is. The list is in the order of their coming.
  struct Waiting {
    std::weak_ptr<Connection> connection;
    std::string origin;
  };
  using Strangers = std::list<Waiting>;
  class Stranger;
  /// Of several connections with one id the newest counts: its number tells it from the others.
  struct Route {
    std::uint64_t number;
    std::weak_ptr<Connection> connection;
  };

  static boost::asio::awaitable<void> accept_all(std::shared_ptr<Hall> self);
  static boost::asio::awaitable<void> greet(std::shared_ptr<Hall> self,
                                            std::unique_ptr<TcpLine> line, std::string origin);
  Duration until_next_accept();
  bool allows(boost::asio::ip::address const& address);
  void make_room(std::string const& origin);
  void receive(boost::asio::ip::tcp::socket socket);
  void name(std::unique_ptr<TcpLine> line, std::string const& id, ByteView greeting, ByteView rest);
  void leave(std::string const& id, std::uint64_t number);

  boost::asio::ip::tcp::acceptor acceptor_;
  port::Clock& clock_;
  Deadlines& deadlines_;
  Reception reception_;
  DialInLimits limits_;
  Strangers strangers_;
  std::unordered_map<std::string, std::size_t> waiting_of_;  ///< of one origin
  DialInFigures figures_;
  std::optional<Duration> not_allowed_told_;
  std::unordered_map<std::string, Route> routes_;
  std::uint64_t last_number_ = 0;
  std::int64_t accepted_until_us_ = 0;
  bool stopped_ = false;
};

}  // namespace e2ms::transport
