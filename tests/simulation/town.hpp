#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dice.hpp"
#include "e2ms/command/swap_meter.hpp"
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
  Instant fits_since{};  ///< from then on the daemon knows the meter that hangs there; far: not yet
};

/// A meter that a fitter took out, and the one that he built in. Nobody told the daemon before
/// `told_at`, and its orders may be anywhere until a little later.
struct Fitting {
  std::size_t place;
  MeterId old;
  Instant built_in;
  Instant closed_at;  ///< as he wrote it down
  std::int64_t closing_wh;
  std::int64_t opening_wh;
  std::string address;
  std::optional<Instant> told_at{};
};

/// A ratio that was wrong since a reading.
struct WrongRatio {
  MeterId meter;
  Instant since;
  std::int64_t ratio;
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
  /// Another meter of the same kind, with little on its register, perhaps with another address.
  Fitting build_in(std::size_t place, Dice& dice, Instant now);
  /// The daemon has learnt of it.
  void told(Fitting& fitting, MeterId meter, Instant now);
  /// Whether orders for that place go astray at that time.
  bool astray(std::size_t place, Instant at) const;
  /// Which meter hung there at that time, as the daemon counts them.
  MeterId meter_at(std::size_t place, Instant at) const;
  /// The ratio that is right for energy of a meter from a reading on.
  std::int64_t ratio_of(MeterId meter, std::int64_t installed, Instant from) const;
  command::SwapMeter report_of(Fitting const& fitting, Instant now);

  /// The second terms, from that moment on.
  void publish_second_terms(Instant valid_from, Instant at);

  device::Model const* model(std::string const& name) const;
  std::vector<std::string> texts(std::string const& select);
  std::int64_t number(std::string const& select);

  std::unique_ptr<store::Session> session;
  std::vector<std::unique_ptr<Gateway>> gateways;
  std::vector<Place> places;
  std::vector<AccountId> accounts;
  std::vector<Fitting> fittings;
  std::vector<WrongRatio> wrong_ratios;
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
