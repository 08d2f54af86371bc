#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/core/bus.hpp"

namespace e2ms_sim {

/// A wrong fleet description; the text names the place.
struct ConfigError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct GatewaySpec {
  enum class Mode { listen, dial };
  BusSpec bus;
  Mode mode = Mode::listen;
  std::string host = "127.0.0.1";
  std::uint16_t port = 0;
  Bytes registration;
  Bytes heartbeat;
  std::int64_t heartbeat_every_ms = 0;
  std::vector<MeterSpec> meters;
};

struct FleetSpec {
  std::vector<GatewaySpec> gateways;
};

/// Reads `{"gateways": [...]}`; comments are allowed. Throws ConfigError.
FleetSpec parse_fleet(std::string_view json_text);

/// Makes many alike gateways from `lines=1000,meters=1,model=dlt645-single,...`. With `dial`
/// ("host:port") they dial in there, else they listen on consecutive ports. Throws ConfigError.
FleetSpec generate_fleet(std::string_view options, std::string_view dial);

/// Unique gateway ids and meter addresses that suit their models. Throws ConfigError.
void check_fleet(FleetSpec const& fleet);

}  // namespace e2ms_sim
