#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/id.hpp"
#include "e2ms/base/result.hpp"
#include "e2ms/base/time.hpp"
#include "e2ms/domain/line.hpp"
#include "e2ms/store/tx.hpp"

namespace e2ms::query {

/// Gateways of a project with their lines, in the order they were added; or one of them.
struct Gateways {
  ProjectId project;
  GatewayId after = {};
  std::int64_t at_most = 1;
  GatewayId only = {};

  struct Line {
    LineId id;
    GatewayId gateway;
    std::string name;
    LineMode mode;
    Framing framing;
    std::optional<std::string> host;
    std::optional<std::int64_t> port;
    std::optional<std::string> registration;
    std::optional<std::string> device;
    std::optional<std::int64_t> baud;
    std::optional<Parity> parity;
    std::optional<std::int64_t> data_bits;
    std::optional<std::int64_t> stop_bits;
    bool online;
    std::optional<std::string> peer;
    std::optional<Instant> since;  ///< it is as it is; none when it never was up
    std::int64_t meters;
    // See LineFigures; none until they were written for the first time.
    std::optional<Instant> figures_at;
    std::optional<std::int64_t> asked;
    std::optional<std::int64_t> answered;
    std::optional<std::int64_t> refused;
    std::optional<std::int64_t> silent;
    std::optional<Duration> round_trip;
    std::optional<Duration> last_round_trip;
    std::optional<Instant> heard_at;
    std::optional<Instant> next_poll;
    std::optional<std::int64_t> meters_silent;
    // Of a recording that is under way, or was.
    std::optional<Instant> recorded_since;
    std::optional<Instant> recorded_until;
    std::optional<std::string> recorded_by;
  };
  struct Gateway {
    GatewayId id;
    std::string name;
    std::string maker;
    std::string model;
    std::string note;
  };
  struct Answer {
    std::vector<Gateway> gateways;
    std::vector<Line> lines;  ///< in the order of the gateways
  };
};
Result<Gateways::Answer> answer(store::ReadTx& tx, Gateways const& question);

/// Who calls and is not known, the latest first.
struct Strangers {
  bool dismissed = false;

  struct Stranger {
    StrangerId id;
    std::string registration;
    std::string peer;
    Instant first_at;
    Instant last_at;
    std::int64_t calls;
    bool dismissed;
  };
  using Answer = std::vector<Stranger>;
};
Result<Strangers::Answer> answer(store::ReadTx& tx, Strangers const& question);

struct StrangerOf {
  StrangerId stranger;
  using Answer = std::optional<Strangers::Stranger>;
};
Result<StrangerOf::Answer> answer(store::ReadTx& tx, StrangerOf const& question);

}  // namespace e2ms::query
