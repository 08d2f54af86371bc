#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <thread>

#include "config.hpp"
#include "e2ms/field/clockwork.hpp"
#include "e2ms/field/fleet.hpp"
#include "e2ms/field/strangers.hpp"
#include "e2ms/store/store.hpp"
#include "e2ms/transport/dial_out.hpp"
#include "e2ms/transport/modbus_lines.hpp"
#include "e2ms/transport/swept_clock.hpp"
#include "loop_tasks.hpp"
#include "models.hpp"

namespace e2ms::daemon {

/// What the other loop may know of the field.
struct FieldFigures {
  std::atomic<std::size_t> lines = 0;
  std::atomic<std::size_t> lines_online = 0;
  std::atomic<std::size_t> unidentified = 0;
  std::atomic<std::size_t> identified = 0;
  std::atomic<std::uint64_t> accepted = 0;  ///< as the others, see transport::DialInFigures
  std::atomic<std::uint64_t> not_allowed = 0;
  std::atomic<std::uint64_t> crowded_out = 0;
  std::atomic<std::uint64_t> unnamed = 0;
  std::atomic<std::uint64_t> refused = 0;
  std::atomic<std::uint64_t> arrived = 0;
  std::atomic<std::uint64_t> replaced = 0;
};

/// The field loop and everything on it: the doors for gateways, the fleet, the clockwork.
/// Built and started on the main thread; its references outlive it.
class FieldSide {
 public:
  struct Parts {
    Config const& config;
    Models const& models;
    store::Store& store;
    port::Clock& clock;
    port::Entropy& entropy;
    Zone zone;
  };
  explicit FieldSide(Parts parts);
  /// Stops first, if that was not done.
  ~FieldSide();

  /// Opens the door for DTUs and starts the thread. Faults: bad_input, network.
  Result<void> start();

  /// Ends all conversations and the thread.
  void stop();

  boost::asio::io_context& loop() { return loop_; }
  FieldFigures const& figures() const { return figures_; }

 private:
  Result<void> open_door();
  protocol::Heard hear(ByteView bytes, bool quiet) const;
  transport::Reception reception();
  field::FieldPorts ports();
  boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> connect(
      query::FleetPlan::Line line, std::function<void()> when_down);
  boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> dial(query::FleetPlan::Line line,
                                                                   std::function<void()> when_down);
  boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> open_wired(
      query::FleetPlan::Line line, std::function<void()> when_down);
  boost::asio::awaitable<void> keep_figures();
  void take_figures();

  Parts parts_;
  boost::asio::io_context loop_{1};
  FieldFigures figures_;
  transport::Deadlines deadlines_;
  transport::SweptClock clock_;
  transport::DialOut dial_out_;
  transport::ModbusLines modbus_lines_;
  field::Fleet fleet_;
  field::Clockwork clockwork_;
  field::StrangerBook strangers_;
  protocol::GreetingRules greetings_;
  std::unique_ptr<transport::DialIn> dial_in_;
  LoopTasks tasks_;
  std::thread thread_;
};

}  // namespace e2ms::daemon
