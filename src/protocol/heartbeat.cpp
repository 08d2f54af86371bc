#include "e2ms/protocol/heartbeat.hpp"

#include <algorithm>

namespace e2ms::protocol {

namespace {

constexpr std::string_view kHex = "hex:";

}  // namespace

std::optional<Bytes> heartbeat_from(std::string_view spelled) {
  auto const bytes = spelled.starts_with(kHex) ? from_hex(spelled.substr(kHex.size()))
                                               : std::optional(bytes_of(spelled));
  if (!bytes || bytes->empty() || bytes->size() > kLongestHeartbeat) return std::nullopt;
  return bytes;
}

std::string join_heartbeats(std::vector<Bytes> const& heartbeats) {
  std::string kept;
  for (auto const& one : heartbeats) kept += (kept.empty() ? "" : " ") + to_hex(one);
  return kept;
}

std::vector<Bytes> split_heartbeats(std::string_view kept) {
  std::vector<Bytes> heartbeats;
  while (!kept.empty()) {
    auto const end = std::min(kept.find(' '), kept.size());
    if (auto bytes = from_hex(kept.substr(0, end)); bytes && !bytes->empty())
      heartbeats.push_back(*std::move(bytes));
    kept.remove_prefix(std::min(end + 1, kept.size()));
  }
  return heartbeats;
}

}  // namespace e2ms::protocol
