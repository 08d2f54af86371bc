// What goes wrong in a month, between the meters and the daemon.

#include "month.hpp"

namespace e2ms::simulation {
namespace {

constexpr std::int64_t kRedialEvery = 60;
constexpr std::int64_t kShortest = 5 * 60;
constexpr std::int64_t kLongest = 6 * 3'600;
/// An account opens on two readings that agree, and glitches in a row agree.
constexpr Duration kSingleGlitches = hours(12);

}  // namespace

void Month::plan_faults() {
  after(600, 7'200, [this] { something_fails(); });
  redial();
}

void Month::something_fails() {
  if (calm()) return;
  ++tally_.faults;
  auto const count = static_cast<std::int64_t>(town_.gateways.size());
  auto const gateway = static_cast<std::size_t>(dice_.between(0, count - 1));
  auto const meters = static_cast<std::int64_t>(town_.places.size());
  switch (dice_.between(0, 5)) {
    case 0:
      line_fails(*town_.gateways[gateway]);
      break;
    case 1:
      connection_fails(gateway);
      break;
    default:
      meter_fails(town_.places[static_cast<std::size_t>(dice_.between(0, meters - 1))]);
      break;
  }
  after(300, 5'400, [this] { something_fails(); });
}

e2ms_sim::LineFaults Month::line_faults() {
  e2ms_sim::LineFaults faults;
  switch (dice_.between(0, 5)) {
    case 0:
      faults.loss_percent = 30;
      break;
    case 1:
      faults.late_ms = dice_.between(500, 6'000);
      break;
    case 2:
      faults.bad_checksum_percent = 30;
      break;
    case 3:
      faults.split = 4;
      break;
    case 4:
      faults.merge = true;
      break;
    case 5:
      faults.delay_ms = dice_.between(500, 3'000);
      break;
  }
  return faults;
}

void Month::line_fails(Gateway& gateway) {
  gateway.bus().faults() = line_faults();
  after(kShortest, kLongest, [&gateway] { gateway.bus().faults() = {}; });
}

void Month::meter_fails(Place const& place) {
  auto& meter = town_.meter_at(place);
  switch (dice_.between(0, 3)) {
    case 0:
      meter.faults() = line_faults();
      break;
    case 1:
      meter.faults().offline = true;
      break;
    case 2:
      meter.glitch_zero(now_ - start_ > kSingleGlitches ? static_cast<int>(dice_.between(1, 3))
                                                        : 1);
      break;
    case 3:
      meter.set_relay_stuck(true);
      break;
  }
  after(kShortest, kLongest, [&meter] {
    meter.faults() = {};
    meter.set_relay_stuck(false);
  });
}

void Month::connection_fails(std::size_t gateway) {
  auto& one = *town_.gateways[gateway];
  switch (dice_.between(0, 2)) {
    case 0:
      one.delivers_late = dice_.one_in(2);
      life_->drop(gateway);
      break;
    case 1:
      // A DTU that calls again before its old connection is known to be gone.
      one.delivers_late = dice_.one_in(2);
      life_->dial_in(gateway);
      break;
    case 2:
      one.unreachable = true;
      life_->drop(gateway);
      after(kShortest, kLongest, [&one] { one.unreachable = false; });
      break;
  }
}

/// A DTU without a connection calls again.
void Month::redial() {
  for (std::size_t i = 0; i < town_.gateways.size(); ++i)
    if (!life_->connected(i)) life_->dial_in(i);
  after(kRedialEvery, kRedialEvery, [this] { redial(); });
}

void Month::heal() {
  for (auto const& gateway : town_.gateways) {
    gateway->bus().faults() = {};
    gateway->unreachable = false;
    gateway->delivers_late = false;
    for (auto& meter : gateway->bus().meters()) {
      meter.faults() = {};
      meter.glitch_zero(0);
      meter.set_relay_stuck(false);
    }
  }
}

void Month::rest() {
  for (auto const& gateway : town_.gateways)
    for (auto& meter : gateway->bus().meters())
      meter.set_curve(now_.ms, {e2ms_sim::CurveKind::constant, 0});
}

}  // namespace e2ms::simulation
