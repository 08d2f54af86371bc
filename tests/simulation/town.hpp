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
  std::int64_t at_price_change_wh = 0;
};

constexpr Duration kPoll = minutes(15);
constexpr Duration kWarningGrace = hours(1);
constexpr Duration kFreshReading = minutes(40);
constexpr Money kReconnect = Money::fen(3'00);
constexpr Price kFirstPrice{52'830'000};
constexpr Price kSecondPrice{61'120'000};

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
  /// The second price, from that moment on.
  void publish_second_price(Instant valid_from, Instant at);

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
