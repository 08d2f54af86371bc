#include <sys/resource.h>

#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>

#include "simulator/program/commands.hpp"
#include "simulator/program/control_port.hpp"

namespace e2ms_sim {
namespace {

struct Options {
  std::string config, fleet, dial, state;
  std::int64_t speed = 1;
  std::uint64_t seed = 1;
  int utc_offset_min = 480;
  int control_port = -1;
};

FleetSpec fleet_of(Options const& options) {
  if (!options.fleet.empty()) return generate_fleet(options.fleet, options.dial);
  std::ifstream in{options.config};
  if (!in) throw ConfigError(options.config + ": cannot be read");
  std::string const text{std::istreambuf_iterator<char>{in}, {}};
  try {
    return parse_fleet(text);
  } catch (ConfigError const& error) {
    throw ConfigError(options.config + ": " + error.what());
  }
}

void allow_many_sockets() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

void run(Options const& options) {
  allow_many_sockets();
  boost::asio::io_context io{1};
  World const world{.seed = options.seed,
                    .start_ms = now_ms(),
                    .utc_offset_min = options.utc_offset_min,
                    .speed = options.speed};
  Simulator simulator{io, fleet_of(options), world, options.state};
  simulator.open();
  auto const end = [&] {
    simulator.close();
    // After what is already on its way, such as the answer to `quit`.
    boost::asio::post(io, [&] { io.stop(); });
  };
  std::optional<ControlPort> control;
  if (options.control_port >= 0) {
    control.emplace(io, static_cast<std::uint16_t>(options.control_port),
                    [&](std::string_view line) { return execute(simulator, line, end).dump(); });
  }
  boost::asio::signal_set signals{io, SIGINT, SIGTERM};
  signals.async_wait([&](boost::system::error_code error, int) {
    if (!error) end();
  });
  nlohmann::json ready{{"gateways", stations_json(simulator)}};
  if (control) ready["control"] = control->port();
  std::cout << "ready " << ready.dump() << std::endl;
  io.run();
}

}  // namespace
}  // namespace e2ms_sim

int main(int argc, char** argv) {
  CLI::App app{"Plays gateways and electricity meters over TCP."};
  e2ms_sim::Options options;
  auto* const config = app.add_option("--config", options.config, "Fleet file (JSON)");
  auto* const fleet = app.add_option("--fleet", options.fleet,
                                     "Many alike gateways: lines=1000,meters=1,model=...");
  app.add_option("--dial", options.dial, "With --fleet: dial in to host:port")->needs(fleet);
  app.add_option("--speed", options.speed, "Consumption runs N times faster")
      ->check(CLI::Range(0, 1'000'000));
  app.add_option("--state", options.state, "File that keeps registers and relays");
  app.add_option("--seed", options.seed, "Of loads and faults");
  app.add_option("--utc-offset", options.utc_offset_min, "Minutes; the zone of meter clocks")
      ->check(CLI::Range(-840, 840));
  app.add_option("--control", options.control_port, "Control port on 127.0.0.1; 0 = any")
      ->check(CLI::Range(0, 65'535));
  config->excludes(fleet);
  try {
    app.parse(argc, argv);
  } catch (CLI::ParseError const& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  if (options.config.empty() && options.fleet.empty()) {
    std::cerr << "e2ms-sim: --config or --fleet is needed\n";
    return 2;
  }
  try {
    e2ms_sim::run(options);
    return 0;
  } catch (e2ms_sim::ConfigError const& error) {
    std::cerr << "e2ms-sim: " << error.what() << '\n';
    return 2;
  } catch (std::exception const& error) {
    std::cerr << "e2ms-sim: " << error.what() << '\n';
    return 1;
  }
}
