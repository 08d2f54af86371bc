#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/command/archive.hpp"
#include "e2ms/document/json_place.hpp"
#include "models.hpp"

namespace e2ms::daemon {

/// What a site file describes: one project with its gateways, lines, rooms, meters, tariffs,
/// accounts and operators. Names refer to each other inside the file and are checked before
/// anything is written.
struct Site {
  struct Meter {
    std::string line;
    std::string group;
    command::AddMeter add;  ///< line, group and room are filled in when they have ids
  };
  /// One of electricity, one of water, or both, of one tenant.
  struct Account {
    std::optional<std::string> tariff;
    std::optional<std::string> water_tariff;
    Money opening_payment;  ///< of electricity; of water where there is nothing else
    Money water_opening_payment;
    command::OpenAccount open;
  };
  struct Room {
    command::AddRoom add;
    std::vector<Meter> meters;
    std::optional<Account> account;
  };
  struct Line {
    std::string gateway;  ///< empty: the line is its own
    command::AddLine add;
  };
  command::AddProject project;
  std::vector<command::PublishTariff> tariffs;
  std::vector<command::AddGateway> gateways;
  std::vector<Line> lines;
  std::vector<command::AddMeterGroup> groups;
  std::vector<Room> rooms;
  std::vector<std::string> operators;
};

/// Reads and checks a site file. Unknown models, addresses that are none, an address twice on a
/// line and names that lead nowhere are problems with their place.
std::optional<Site> read_site(std::string const& path, Models const& models, Instant now,
                              document::FileProblems& problems);

}  // namespace e2ms::daemon
