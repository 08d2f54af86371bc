#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "e2ms/base/bytes.hpp"

/// What a DTU says on its own, spelled for people and for the archives.
namespace e2ms::protocol {

/// More bytes than that are no heartbeat.
constexpr std::size_t kLongestHeartbeat = 80;

/// From how people write it: the exact text, or "hex:7e00". Nothing when it is empty, too long or
/// no hex.
std::optional<Bytes> heartbeat_from(std::string_view spelled);

/// As the archives keep all of one gateway: hex, separated by spaces.
std::string join_heartbeats(std::vector<Bytes> const& heartbeats);
/// The inverse; what is no hex is left out.
std::vector<Bytes> split_heartbeats(std::string_view kept);

}  // namespace e2ms::protocol
