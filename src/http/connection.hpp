#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>

#include "codec.hpp"
#include "e2ms/http/server.hpp"

namespace e2ms::http {

class Connection;

/// What the connections of one server have in common. Held jointly by the server and by each
/// connection, because a connection's coroutine may be destroyed with its loop, after the server.
struct Hall {
  port::Clock& clock;
  Limits limits;
  Answer answer;
  ServerFigures figures = {};
  bool stopping = false;
  std::set<Connection*> present = {};
  std::unordered_map<std::string, std::size_t> per_peer = {};
};

/// Whom a connection counts for: an IPv4 address, or the /64 of an IPv6 address, because whoever
/// has one of its addresses has them all.
std::string peer_of(boost::asio::ip::address const& address);

/// One client, from the handshake to the farewell. Lives in its coroutine on the web loop; one
/// deadline is current at any time and is looked at by the server's sweep.
class Connection {
 public:
  Connection(std::shared_ptr<Hall> hall, boost::asio::ip::tcp::socket socket,
             boost::asio::ssl::context& tls, std::string peer);
  ~Connection();
  Connection(Connection const&) = delete;

  boost::asio::awaitable<void> run();

  /// Called by the sweep. When the deadline has passed the connection ends, and a peer that was too
  /// slow is told why. True the first time: a farewell cut short is no second one.
  bool end_if_overdue(Duration now);
  /// Between two requests, so that closing it loses nothing.
  bool is_idle() const { return phase_ == Phase::idle; }
  bool is_streaming() const { return stream_ != nullptr; }
  Duration due() const { return due_; }
  /// At once; whatever the coroutine waits for ends.
  void close();

 private:
  enum class Phase { handshake, idle, header, body, answering, writing, waiting, leaving };
  static constexpr std::size_t kPiece = 64 * 1024;

  boost::asio::awaitable<bool> read_request();
  boost::asio::awaitable<bool> read_more();
  boost::asio::awaitable<bool> serve(bool last);
  boost::asio::awaitable<void> refuse();
  boost::asio::awaitable<Response> answered(Request request);
  boost::asio::awaitable<bool> send(Response const& response, Ending ending, bool with_body);
  boost::asio::awaitable<bool> write(std::string_view bytes);
  boost::asio::awaitable<void> follow(Stream& stream);
  boost::asio::awaitable<void> leave();
  void enter(Phase phase);

  std::shared_ptr<Hall> hall_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> socket_;
  boost::asio::steady_timer wake_;
  std::string peer_;
  RequestParser parser_;
  std::string input_;
  std::string output_;
  Phase phase_ = Phase::handshake;
  Duration due_;
  Stream* stream_ = nullptr;
  bool overdue_ = false;
  bool unread_input_ = false;
};

}  // namespace e2ms::http
