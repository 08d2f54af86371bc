#pragma once

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "e2ms/base/bytes.hpp"
#include "e2ms/transport/tcp_line.hpp"
#include "support/virtual_clock.hpp"

namespace e2ms::transport {

using boost::asio::ip::tcp;

/// Real sockets on the loopback and a virtual clock: bytes travel by themselves, time only when a
/// test says so.
class Wire {
 public:
  boost::asio::io_context loop;
  test::VirtualClock clock{loop};
  Deadlines deadlines{loop.get_executor(), clock};

  /// Runs until the condition holds. The limit in real time is only reached by a broken test.
  bool until(std::function<bool()> const& condition) {
    auto const limit = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > limit) return false;
      loop.restart();
      loop.run_one_for(std::chrono::milliseconds(20));
    }
    return true;
  }

  struct Ends {
    std::unique_ptr<TcpLine> ours;
    tcp::socket theirs;
  };

  /// A connected pair; `theirs` is a plain socket that blocks.
  Ends connect(LineOptions options = {}) {
    tcp::acceptor acceptor(loop, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    tcp::socket theirs(loop);
    theirs.connect(acceptor.local_endpoint());
    auto ours = std::make_unique<TcpLine>(acceptor.accept(), deadlines, std::move(options));
    return {std::move(ours), std::move(theirs)};
  }
};

inline void send(tcp::socket& socket, std::string_view text) {
  boost::asio::write(socket, boost::asio::buffer(text));
}

}  // namespace e2ms::transport
