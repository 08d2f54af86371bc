#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/transport/deadlines.hpp"
#include "e2ms/transport/parking.hpp"
#include "e2ms/transport/tcp_line.hpp"
#include "noise.hpp"

namespace e2ms::transport {

/// The socket of a TcpLine and what arrived on it. Shared with the socket's outstanding waits and
/// with the coroutine that reads or writes, all of which may outlive the line by a turn.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, Deadlines& deadlines);

  void start(LineOptions options);
  void become(LineOptions options, ByteView rest);
  void when_down(std::function<void()> call);

  /// What already arrived is lost as well when it is our own end that closes.
  void close();
  bool is_open() const { return open_; }
  std::string const& peer() const { return peer_; }

  static boost::asio::awaitable<Result<void>> write(std::shared_ptr<Connection> self,
                                                    ByteView bytes, Duration within);
  static boost::asio::awaitable<Result<void>> read(std::shared_ptr<Connection> self, Bytes& into,
                                                   Duration within);

 private:
  class Patience;

  void wait_for_bytes();
  void take_bytes();
  void wait_for_room();
  void end();
  void tell_down();
  void watch_silence();

  boost::asio::ip::tcp::socket socket_;
  std::string peer_;
  NoiseFilter noise_;
  Bytes unread_;
  Parking waiting_;
  Deadline patience_;
  Deadline silence_;
  Duration silent_limit_{};
  bool heard_ = false;
  bool impatient_ = false;
  bool room_awaited_ = false;
  bool open_ = true;
  std::vector<std::function<void()>> when_down_;
};

}  // namespace e2ms::transport
