#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace e2ms::bench {

/// An e2ms-sim of our own, from beside this program; ends with us.
class Simulator {
 public:
  /// `dial`: the gateways dial in at this port of ours, else they listen.
  explicit Simulator(std::string const& fleet, std::optional<std::uint16_t> dial = {});
  ~Simulator();
  Simulator(Simulator const&) = delete;
  Simulator& operator=(Simulator const&) = delete;

  std::vector<std::uint16_t> const& ports() const { return ports_; }

 private:
  pid_t child_ = -1;
  std::vector<std::uint16_t> ports_;
};

}  // namespace e2ms::bench
