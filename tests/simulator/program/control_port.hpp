#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>
#include <string_view>

namespace e2ms_sim {

/// Takes lines on 127.0.0.1 and gives each to `answer`, whose text goes back as a line. Lives on
/// the thread of `io`, which must have stopped before it goes.
class ControlPort {
 public:
  using Answer = std::function<std::string(std::string_view)>;
  ControlPort(boost::asio::io_context& io, std::uint16_t port, Answer answer);
  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

 private:
  struct Talk;
  void accept();
  void read(std::shared_ptr<Talk> const& talk);

  boost::asio::ip::tcp::acceptor acceptor_;
  Answer answer_;
};

}  // namespace e2ms_sim
