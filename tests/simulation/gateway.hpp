#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "e2ms/domain/line.hpp"
#include "e2ms/port/line.hpp"
#include "e2ms/transport/parking.hpp"
#include "simulator/core/bus.hpp"
#include "support/virtual_clock.hpp"

namespace e2ms::simulation {

/// A relay that really moved.
struct RelayMove {
  Instant at;
  std::string address;  ///< "<gateway>/<address on the bus>"
  bool open;
};

/// One gateway with its meters, for the whole month; the daemon on the other side comes and goes.
class Gateway {
 public:
  Gateway(std::string name, LineMode mode, e2ms_sim::BusSpec spec, std::uint64_t seed)
      : name_(std::move(name)), mode_(mode), bus_(std::move(spec), seed) {}

  std::string const& name() const { return name_; }
  LineMode mode() const { return mode_; }
  e2ms_sim::Bus& bus() { return bus_; }

  /// What the bus answers to these bytes; relays that moved are written down.
  std::vector<e2ms_sim::Output> take(Instant now, ByteView bytes);
  std::vector<RelayMove> const& moves() const { return moves_; }

  /// No connection can be had.
  bool unreachable = false;
  /// What was meant for an old connection is sent on the next one.
  bool delivers_late = false;

 private:
  std::string name_;
  LineMode mode_;
  e2ms_sim::Bus bus_;
  std::vector<RelayMove> moves_;
};

/// The connections of one gateway during one life of the daemon, of which the newest one counts.
/// Shared by the lines on it and by answers on their way. `clock` may go first, once `cut` was
/// called.
class Wire : public std::enable_shared_from_this<Wire> {
 public:
  Wire(test::VirtualClock& clock, Gateway& gateway, std::function<void()> before_write)
      : clock_(clock), gateway_(gateway), before_write_(std::move(before_write)) {}

  std::unique_ptr<port::Line> connect(std::function<void()> when_down);
  bool connected() const { return open_; }
  /// The connection breaks.
  void drop();
  /// The daemon is no more: nothing is told to anybody.
  void cut() { cut_ = true; }
  Gateway& gateway() { return gateway_; }

 private:
  friend class SimLine;
  struct Waking;
  class Reading;

  bool carries(unsigned connection) const { return open_ && connection == connection_; }
  void deliver(unsigned connection, Bytes const& bytes);
  void wake();

  static boost::asio::awaitable<Result<void>> write(std::shared_ptr<Wire> wire, unsigned connection,
                                                    Bytes bytes);
  static boost::asio::awaitable<Result<void>> read(std::shared_ptr<Wire> wire, unsigned connection,
                                                   Bytes& into, Duration within);

  test::VirtualClock& clock_;
  Gateway& gateway_;
  std::function<void()> before_write_;
  std::function<void()> when_down_;
  Bytes arrived_;
  transport::Parking* reader_ = nullptr;
  unsigned connection_ = 0;
  bool open_ = false;
  bool cut_ = false;
};

}  // namespace e2ms::simulation
