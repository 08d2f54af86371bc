#include "simulator/program/simulator.hpp"

#include <iostream>
#include <stdexcept>

#include "simulator/program/modbus_server.hpp"
#include "simulator/program/state_file.hpp"

namespace e2ms_sim {
namespace {

constexpr auto kSaveEvery = std::chrono::seconds{5};

std::string key_of(Station& station, Meter const& meter) {
  return station.spec().bus.id + "/" + meter.spec().address;
}

}  // namespace

Simulator::Simulator(boost::asio::io_context& io, FleetSpec const& fleet, World const& world,
                     std::filesystem::path state_file)
    : world_{world}, state_file_{std::move(state_file)}, save_timer_{io} {
  auto const mbap_server = libmodbus_server();
  for (auto const& gateway : fleet.gateways) {
    auto& station = *stations_.emplace_back(std::make_unique<Station>(io, gateway, world_));
    if (gateway.bus.framing == Framing::modbus_tcp) station.bus().serve_mbap_with(mbap_server);
    station.on_relay_change([this] { save(); });
  }
}

void Simulator::open() {
  if (!state_file_.empty()) {
    auto const kept = load_states(state_file_);
    for (auto const& station : stations_) {
      for (auto& meter : station->bus().meters()) {
        auto const found = kept.find(key_of(*station, meter));
        if (found != kept.end()) meter.restore(now_ms(), found->second);
      }
    }
    save_later();
  }
  for (auto const& station : stations_) {
    try {
      station->open();
    } catch (boost::system::system_error const& error) {
      auto const& spec = station->spec();
      throw std::runtime_error("gateway " + spec.bus.id + " cannot listen on " + spec.host + ":" +
                               std::to_string(spec.port) + ": " + error.code().message());
    }
  }
}

void Simulator::close() {
  for (auto const& station : stations_) station->close();
  save_timer_.cancel();
  save();
}

void Simulator::save() {
  if (state_file_.empty()) return;
  MeterStates states;
  auto const now = now_ms();
  for (auto const& station : stations_) {
    for (auto& meter : station->bus().meters()) {
      meter.advance(now);
      states[key_of(*station, meter)] = meter.state();
    }
  }
  // A meter goes on when its memory fails; the next save may succeed.
  auto const problem = store_states(state_file_, states);
  if (!problem.empty()) std::cerr << "state not saved: " << problem << '\n';
}

void Simulator::save_later() {
  save_timer_.expires_after(kSaveEvery);
  save_timer_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    save();
    save_later();
  });
}

Station* Simulator::find_station(std::string_view id) {
  for (auto const& station : stations_) {
    if (station->spec().bus.id == id) return station.get();
  }
  return nullptr;
}

std::vector<MeterPlace> Simulator::find_meters(std::string_view name) {
  std::vector<MeterPlace> found;
  auto const slash = name.rfind('/');
  bool const qualified = slash != std::string_view::npos;
  auto const address = qualified ? name.substr(slash + 1) : name;
  for (auto const& station : stations_) {
    if (qualified && station->spec().bus.id != name.substr(0, slash)) continue;
    auto* const meter = station->bus().find(address);
    if (meter != nullptr) found.push_back({station.get(), meter});
  }
  return found;
}

void Simulator::set_speed(std::int64_t speed) {
  world_.speed = speed;
  for (auto const& station : stations_) {
    for (auto& meter : station->bus().meters()) meter.set_speed(now_ms(), speed);
  }
}

}  // namespace e2ms_sim
