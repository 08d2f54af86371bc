#pragma once

#include <optional>
#include <string>
#include <vector>

#include "e2ms/domain/reading.hpp"
#include "e2ms/query/gateway_page.hpp"

namespace e2ms::query {

/// One line of a project with its gateway and its meters; nothing when the project has none such.
struct LinePage {
  ProjectId project;
  LineId line;

  struct Meter {
    MeterId id;
    std::string address;
    std::string model;
    Duration poll;
    bool has_relay;
    std::optional<Relay> relay;
    std::optional<Instant> heard_at;
    std::optional<Instant> last_at;  ///< of the last accepted reading
    RoomId room;
    std::optional<std::string> building;
    std::string floor;
    std::string room_name;
  };
  struct Page {
    Gateways::Line line;
    Gateways::Gateway gateway;
    std::vector<Meter> meters;  ///< by address
  };
  using Answer = std::optional<Page>;
};
Result<LinePage::Answer> answer(store::ReadTx& tx, LinePage const& question);

}  // namespace e2ms::query
