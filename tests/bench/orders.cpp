#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

#include "daemon.hpp"
#include "e2ms/command/supply.hpp"
#include "e2ms/query/meter_page.hpp"
#include "estate.hpp"
#include "simulator.hpp"
#include "standing.hpp"

namespace e2ms::bench {
namespace {

constexpr char kWithRelay[] = "acrel-ddsy1352";
constexpr MeterId kMeter{1};

void hold(Daemon& daemon, Relay wanted, Instant at) {
  boost::asio::io_context loop;
  auto order = [](store::Store& store, Relay relay, Instant now) -> boost::asio::awaitable<void> {
    command::HoldSupply command{kMeter, relay, now, "bench", "measured"};
    auto const outcome = co_await store.submit(std::move(command));
    ENSURE(outcome.has_value());
  };
  boost::asio::co_spawn(loop, order(daemon.store(), wanted, at), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  loop.run();
}

/// When the newest order was sent, once it is confirmed.
Instant await_confirmed(store::Direct& look) {
  for (;;) {
    auto const trace = look.ask(query::Decisions{.meter = kMeter, .at_most = 1});
    ENSURE(trace.has_value() && !trace->empty());
    auto const& newest = trace->front();
    if (newest.decision.wish_confirmed_at) {
      auto const sent =
          std::find_if(newest.steps.begin(), newest.steps.end(),
                       [](auto const& step) { return step.step == SupplyStep::sent; });
      ENSURE(sent != newest.steps.end());
      return sent->at;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
}

}  // namespace

Orders measure_orders(int meters, int delay_ms, int orders, std::filesystem::path const& folder) {
  Simulator const simulator(
      "lines=1,meters=" + std::to_string(meters) +
      ",model=acrel-ddsy1352,framing=modbus-tcp,base_port=0,delay_ms=" + std::to_string(delay_ms));
  auto const database = folder / "orders.db";
  furnish(database, {.mode = LineMode::dial_out,
                     .ports = simulator.ports(),
                     .lines = 1,
                     .meters_per_line = meters,
                     .poll = milliseconds(1),
                     .model = kWithRelay,
                     .has_relay = true});
  Daemon daemon(database);
  daemon.start();
  while (daemon.readings() < 2 * meters) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  store::Direct look(database);
  daemon::SystemClock const clock;
  std::vector<double> exchanges;
  for (int i = 0; i < orders; ++i) {
    auto const at = clock.now();
    hold(daemon, i % 2 == 0 ? Relay::open : Relay::closed, at);
    exchanges.push_back(double((await_confirmed(look) - at).ms) / delay_ms);
  }
  std::sort(exchanges.begin(), exchanges.end());
  return {exchanges[exchanges.size() / 2], exchanges.back()};
}

}  // namespace e2ms::bench
