#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace e2ms::scenario {

/// The simulator's control port: what a person at the meters could do. For one thread.
class Control {
 public:
  explicit Control(std::uint16_t port);
  ~Control();
  Control(Control const&) = delete;
  Control& operator=(Control const&) = delete;

  /// One command and its answer; a refusal is a test failure.
  nlohmann::json say(std::string const& command);
  nlohmann::json show(std::string const& meter) { return say("show " + meter); }
  std::string relay(std::string const& meter) { return show(meter).at("relay"); }

 private:
  int socket_;
  std::string rest_;
};

}  // namespace e2ms::scenario
