#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "e2ms/command/supply.hpp"
#include "site.hpp"

namespace e2ms::field {

inline command::HoldSupply hold(MeterId meter, std::optional<Relay> wanted, Instant at) {
  return {.meter = meter, .wanted = wanted, .at = at, .actor = "manager", .note = "test"};
}

/// One gateway and its meters.
class FleetTest : public testing::Test {
 protected:
  void open_gateway(int meters, Duration poll = minutes(1)) {
    line = site.add_line(LineMode::dial_out);
    for (int unit = 1; unit <= meters; ++unit)
      ids.push_back(site.add_meter(line, static_cast<Byte>(unit), poll));
    site.load();
  }
  void wish(MeterId meter, std::optional<Relay> wanted) {
    site.submit(hold(meter, wanted, site.clock.now()));
  }
  std::size_t readings(Byte unit) { return site.bus.asked(unit).size(); }

  Site site;
  LineId line;
  std::vector<MeterId> ids;
};

}  // namespace e2ms::field
