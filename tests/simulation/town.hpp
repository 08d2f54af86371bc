#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dice.hpp"
#include "e2ms/device/model.hpp"
#include "e2ms/domain/price.hpp"
#include "gateway.hpp"
#include "session.hpp"

namespace e2ms::simulation {

/// What is true of the town, known from outside the daemon: meters as they were built in.
struct Place {
  MeterId meter;
  std::optional<AccountId> account;
  std::size_t gateway;
  std::string address;
  bool has_relay;
  std::int64_t ratio;
  std::int64_t peak_w;
  std::int64_t initial_wh;
};

constexpr Duration kPoll = minutes(15);
constexpr Duration kWarningGrace = hours(1);
constexpr Duration kFreshReading = minutes(40);
constexpr Money kReconnect = Money::fen(3'00);
constexpr Price kFirstPrice{52'830'000};
/// What takes over later: tiers on top of periods, a service fee, a rent.
constexpr char const* kSecondTerms = R"({
  "energy": {"type": "tier_tou", "rows": [
    {"upto": "60", "prices": {"peak": "0.65", "valley": "0.35"}},
    {"upto": "150", "prices": {"peak": "0.7", "valley": "0.4"}},
    {"upto": null, "prices": {"peak": "0.95", "valley": "0.65"}}]},
  "tier_cycle": {"unit": "month"},
  "calendar": {"rules": [{"period": "peak", "times": ["08:00-22:00"]}], "default": "valley"},
  "surcharges": [{"code": "service", "per_kwh": "0.03"}],
  "fixed": [{"code": "rent", "per_month": "30"}]})";

/// A hundred meters of all models behind ten gateways, their archives in a database in memory,
/// and the models' files.
class Town {
 public:
  Town(Dice& dice, Instant start);
  ~Town();

  /// Finds the energy register's true position at that moment.
  std::int64_t true_wh(Place const& place, Instant now);
  e2ms_sim::Meter& meter_at(Place const& place);
  Place const* find(std::string const& gateway_and_address) const;
  /// The second terms, from that moment on.
  void publish_second_terms(Instant valid_from, Instant at);

  device::Model const* model(std::string const& name) const;
  std::vector<std::string> texts(std::string const& select);
  std::int64_t number(std::string const& select);

  std::unique_ptr<store::Session> session;
  std::vector<std::unique_ptr<Gateway>> gateways;
  std::vector<Place> places;
  std::vector<AccountId> accounts;
  ProjectId project;
  std::vector<LineId> lines;

 private:
  void add_gateway(std::size_t index);
  void add_meter(std::size_t index, Dice& dice, Instant start);
  void open_accounts(Dice& dice, Instant start);
  template <class C>
  typename C::Outcome submit(C const& command);

  std::map<std::string, device::Model> models_;
  std::map<std::string, std::size_t> by_address_;
  MeterGroupId group_;
  std::vector<RoomId> rooms_;
  e2ms_sim::World world_;
};

}  // namespace e2ms::simulation
