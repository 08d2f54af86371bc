#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "e2ms/base/bytes.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/transport/deadlines.hpp"
#include "e2ms/transport/parking.hpp"
#include "e2ms/transport/tcp_line.hpp"
#include "noise.hpp"

namespace e2ms::transport {

/// The socket of a TcpLine, or the descriptor of a SerialLine, and what arrived on it. Shared with
/// its outstanding waits and with the coroutine that reads or writes, all of which may outlive the
/// line by a turn.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  using Stream = std::variant<boost::asio::ip::tcp::socket, boost::asio::posix::stream_descriptor>;

  /// The stream does not block.
  Connection(Stream stream, std::string peer, std::size_t unread_limit, Deadlines& deadlines);

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

  /// Both kinds of stream are used alike.
  template <class Use>
  auto with_stream(Use const& use) {
    return std::visit(use, stream_);
  }

  Stream stream_;
  boost::asio::any_io_executor loop_;
  std::string peer_;
  std::size_t unread_limit_;
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
