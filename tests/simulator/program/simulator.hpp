#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "simulator/program/config.hpp"
#include "simulator/program/station.hpp"

namespace e2ms_sim {

struct MeterPlace {
  Station* station = nullptr;
  Meter* meter = nullptr;
};

/// All stations of one run and the file that keeps their meters over a restart.
class Simulator {
 public:
  /// With an empty `state_file` nothing is kept.
  Simulator(boost::asio::io_context& io, FleetSpec const& fleet, World const& world,
            std::filesystem::path state_file);

  /// Loads the state, opens all stations and begins to save; throws if something is not possible.
  void open();
  /// Saves and closes everything.
  void close();
  void save();

  World const& world() const { return world_; }
  std::vector<std::unique_ptr<Station>>& stations() { return stations_; }
  Station* find_station(std::string_view id);
  /// By address, if only one meter has it, or by gateway/address.
  std::vector<MeterPlace> find_meters(std::string_view name);
  void set_speed(std::int64_t speed);

 private:
  void save_later();

  World world_;
  std::filesystem::path state_file_;
  std::vector<std::unique_ptr<Station>> stations_;
  boost::asio::steady_timer save_timer_;
};

}  // namespace e2ms_sim
