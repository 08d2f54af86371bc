#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "e2ms/base/result.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/device/model.hpp"
#include "e2ms/domain/clock_keeping.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/port/entropy.hpp"
#include "e2ms/port/line.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "e2ms/store/store.hpp"

namespace e2ms::field {

/// What the field needs of the rest of the house. All of it outlives the fleet and is used on the
/// field loop only.
struct FieldPorts {
  boost::asio::any_io_executor loop;
  port::Clock& clock;
  port::Entropy& entropy;
  store::Store& store;
  /// Where the meters' clocks run.
  Zone zone;
  /// The model of that name, or null. Models live as long as the fleet.
  std::function<device::Model const*(std::string const& name)> model;
  /// Makes one attempt to open a line that does not dial in, with a deadline of its own.
  /// `when_down` is called on the loop once the connection has ended.
  std::function<boost::asio::awaitable<Result<std::unique_ptr<port::Line>>>(
      query::FleetPlan::Line line, std::function<void()> when_down)>
      connect;
  ClockRules clock_rules{};
  /// So many commands that wait for the store, and no more meters are asked for a while: after an
  /// outage of a carrier all lines come back at once, and their readings must not push out what
  /// people do.
  std::size_t busy_store = 5'000;
  /// Polling does not begin while the clock is further behind the newest reading.
  Duration clock_behind = days(1);
  /// How often it is written down how a line does.
  Duration figures_every = minutes(1);
  /// Of a line that is recorded: so many pieces are kept.
  std::int64_t frames_per_line = 20'000;
};

}  // namespace e2ms::field
