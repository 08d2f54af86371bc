#pragma once

#include <string_view>
#include <vector>

#include "e2ms/document/json_place.hpp"
#include "e2ms/protocol/greeting.hpp"
#include "e2ms/transport/network.hpp"

namespace e2ms::daemon {

/// The lists of the configuration's section dial_in. What is wrong is noted with its place.
std::vector<transport::Network> read_networks(document::JsonPlace& place, std::string_view name);
std::vector<protocol::GreetingRule> read_greetings(document::JsonPlace& place,
                                                   std::string_view name);

}  // namespace e2ms::daemon
