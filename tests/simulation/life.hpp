#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "e2ms/field/clockwork.hpp"
#include "e2ms/field/fleet.hpp"
#include "sim_store.hpp"
#include "support/virtual_clock.hpp"
#include "town.hpp"

namespace e2ms::simulation {

/// What the month wants to be asked while the daemon runs.
struct Hooks {
  std::function<Fate()> fate;            ///< of each command
  std::function<bool()> crash_at_frame;  ///< whether the daemon dies while it sends a frame
};

/// The field side of the daemon from one start to its end, over the town's database. Its end is
/// without ceremony: coroutines are destroyed wherever they wait, nothing is told to anybody.
class Life {
 public:
  Life(Town& town, Dice& dice, Instant start, Hooks hooks);
  ~Life();
  Life(Life const&) = delete;
  Life& operator=(Life const&) = delete;

  Instant now() const { return clock_->now(); }
  /// Throws Crash when the daemon died; `now` says when.
  void pass(Duration span) { clock_->pass(span); }
  void crash_after(Duration span);

  /// A DTU (re)connects, the way the door of the daemon lets it in. Nothing for other gateways.
  void dial_in(std::size_t gateway);
  void drop(std::size_t gateway) { wires_[gateway]->drop(); }
  bool connected(std::size_t gateway) const { return wires_[gateway]->connected(); }

  /// Gives an order as a page would. `take` hears the outcome, unless the daemon dies before.
  template <class C>
  void order(C command, std::function<void(Result<typename C::Outcome>)> take) {
    boost::asio::co_spawn(*loop_, give(std::move(command), std::move(take)), boost::asio::detached);
  }

 private:
  template <class C>
  boost::asio::awaitable<void> give(C command,
                                    std::function<void(Result<typename C::Outcome>)> take) {
    auto outcome = co_await store_->submit(std::move(command));
    take(std::move(outcome));
  }
  field::FieldPorts ports(Town& town, Dice& dice);
  boost::asio::awaitable<Result<std::unique_ptr<port::Line>>> dial(std::shared_ptr<Wire> wire,
                                                                   std::function<void()> down);

  Zone zone_;
  std::unique_ptr<boost::asio::io_context> loop_;
  std::unique_ptr<test::VirtualClock> clock_;
  std::vector<std::shared_ptr<Wire>> wires_;
  std::unique_ptr<SimStore> store_;
  std::unique_ptr<field::Fleet> fleet_;
  std::unique_ptr<field::Clockwork> clockwork_;
};

}  // namespace e2ms::simulation
