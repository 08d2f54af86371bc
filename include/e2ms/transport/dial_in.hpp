#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/result.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/protocol/greeting.hpp"
#include "e2ms/transport/network.hpp"
#include "e2ms/transport/tcp_line.hpp"

namespace e2ms::transport {

/// What strangers may cost us.
struct DialInLimits {
  std::size_t unidentified = 256;          ///< beyond: the one that waits longest is dropped
  std::size_t unidentified_per_peer = 64;  ///< as before, of one address (IPv6: of one /64)
  std::size_t identified = 20'000;
  std::int64_t accepts_per_second = 200;  ///< after an outage all DTUs come at once
  Duration greeting_time = seconds(10);
  Duration greeting_pause = milliseconds(500);  ///< ends a name that has no end of its own
  std::size_t greeting_bytes = protocol::kLongestGreeting;
  std::vector<Network> allow = {};  ///< who may connect at all; empty: everybody
  TcpLimits tcp = {};
};

/// What became of the calls so far.
struct DialInFigures {
  std::uint64_t accepted = 0;     ///< connections that were allowed
  std::uint64_t not_allowed = 0;  ///< from outside the networks that may connect
  std::uint64_t crowded_out = 0;  ///< dropped because too many had not said who they are
  std::uint64_t unnamed = 0;      ///< said nothing, or nothing that is a registration
  std::uint64_t refused = 0;      ///< by a name that is not known, or for want of room
  std::uint64_t arrived = 0;      ///< known ones, replacements among them
  std::uint64_t replaced = 0;
};

/// What the composition root knows of DTUs. Called on the loop; may call back into DialIn.
struct Reception {
  /// What the first bytes of a caller say so far. `quiet`: nothing more has come for a pause.
  std::function<protocol::Heard(ByteView bytes, bool quiet)> hear;
  /// The options of a known DTU's line; nothing for an unknown id, which is turned away.
  std::function<std::optional<LineOptions>(std::string const& id)> admit;
  /// A known DTU has connected. When the same id was connected before, its old connection is
  /// closed right after this call: the new route exists before the old one ends.
  std::function<void(std::string const& id, std::unique_ptr<TcpLine> line)> arrived;
  /// The connection of this DTU has ended and no newer one has replaced it.
  std::function<void(std::string const& id)> left;
  /// An unknown DTU was turned away.
  std::function<void(std::string const& id, std::string const& peer)> refused;
};

/// Takes the calls of gateways that dial in: accepts, waits for the registration packet, names
/// the line and hands it on. Lives on its loop; `clock` and `deadlines` outlive it and its lines.
class DialIn {
 public:
  DialIn(boost::asio::any_io_executor loop, port::Clock& clock, Deadlines& deadlines,
         Reception reception, DialInLimits limits);
  /// Stops; lines handed on stay as they are.
  ~DialIn();
  DialIn(DialIn const&) = delete;
  DialIn& operator=(DialIn const&) = delete;

  /// Begins to accept and returns the port, which the system chose when 0 was asked for. Faults:
  /// bad_input for what is no numeric address, network when the port cannot be had.
  Result<std::uint16_t> listen(std::string const& address, std::uint16_t port);

  /// Accepts no more and drops whoever has not said who they are.
  void stop();

  DialInFigures const& figures() const;
  std::size_t unidentified() const;
  std::size_t identified() const;

 private:
  class Hall;

  // Shared with the coroutines that accept and listen to greetings.
  std::shared_ptr<Hall> hall_;
};

}  // namespace e2ms::transport
