// People who replace meters, and one who finds that a ratio was wrong.

#include <algorithm>

#include "e2ms/command/change_ratio.hpp"
#include "month.hpp"

namespace e2ms::simulation {
namespace {

constexpr std::int64_t kDay = 86'400;
/// The fitter writes the time down when he is done; until then answers of the old meter arrive.
constexpr Duration kFitting = seconds(30);
/// So long after the report an order may still be on its way to the wrong relay.
constexpr Duration kAstray = hours(3);
constexpr Instant kNotYet{INT64_MAX};

}  // namespace

Fitting Town::build_in(std::size_t index, Dice& dice, Instant now) {
  auto& place = places[index];
  auto& bus = gateways[place.gateway]->bus();
  auto spec = meter_at(place).spec();
  Fitting fitting{.place = index,
                  .old = place.meter,
                  .built_in = now,
                  .closed_at = now + kFitting,
                  .closing_wh = true_wh(place, now),
                  .opening_wh = dice.between(0, 1) * 1'000,
                  .address = place.address};
  bool const renamed = e2ms_sim::speaks_dlt645(spec.model) && dice.one_in(2);
  if (renamed)
    fitting.address = std::to_string(202'412'000'000 + static_cast<std::int64_t>(fittings.size()));
  spec.address = fitting.address;
  spec.initial_wh = fitting.opening_wh;
  auto world = world_;
  world.start_ms = now.ms;
  bus.replace_meter(place.address, spec, world);
  place.address = fitting.address;
  place.initial_wh = fitting.opening_wh;
  place.fits_since = kNotYet;
  by_address_[gateways[place.gateway]->name() + "/" + fitting.address] = index;
  return fitting;
}

void Town::told(Fitting& fitting, MeterId meter, Instant now) {
  if (fitting.told_at) return;
  fitting.told_at = now;
  places[fitting.place].meter = meter;
  places[fitting.place].fits_since = now + kAstray;
}

bool Town::astray(std::size_t place, Instant at) const {
  return std::ranges::any_of(fittings, [&](Fitting const& one) {
    return one.place == place && at >= one.built_in &&
           (!one.told_at || at <= *one.told_at + kAstray);
  });
}

MeterId Town::meter_at(std::size_t place, Instant at) const {
  for (auto const& one : fittings)
    if (one.place == place && at < one.built_in) return one.old;
  return places[place].meter;
}

std::int64_t Town::ratio_of(MeterId meter, std::int64_t installed, Instant from) const {
  auto found = installed;
  for (auto const& each : wrong_ratios)
    if (each.meter == meter && from >= each.since) found = each.ratio;
  return found;
}

command::SwapMeter Town::report_of(Fitting const& fitting, Instant now) {
  auto const model =
      texts("SELECT model FROM meter WHERE id = " + std::to_string(fitting.old.value));
  return {.meter = fitting.old,
          .closed_at = fitting.closed_at,
          .closing = {Energy::wh(fitting.closing_wh)},
          .opening = {Energy::wh(fitting.opening_wh)},
          .address = fitting.address,
          .model = model.front(),
          .has_relay = places[fitting.place].has_relay,
          .rolls_at = std::nullopt,
          .note = "its display was dark",
          .actor = "fitter",
          .at = now};
}

/// Each place once: who follows its meters need not follow chains.
void Month::fitter_turn() {
  if (calm() || end_ - now_ < days(2)) return;
  after(kDay / 2, 2 * kDay, [this] { fitter_turn(); });
  auto const index = static_cast<std::size_t>(
      dice_.between(0, static_cast<std::int64_t>(town_.places.size()) - 1));
  auto const last =
      town_.number("SELECT coalesce(max(last_wh), 0) FROM meter_state WHERE meter = " +
                   std::to_string(town_.places[index].meter.value));
  constexpr std::int64_t kEnough = 50'000;
  bool const before = std::ranges::any_of(
      town_.fittings, [index](Fitting const& one) { return one.place == index; });
  if (before || last < kEnough) return;
  town_.fittings.push_back(town_.build_in(index, dice_, now_));
  auto const fitting = town_.fittings.size() - 1;
  if (dice_.one_in(3))
    after(60, 600, [this, fitting] { report(fitting); });
  else
    after(3'600, kDay + kDay / 4, [this, fitting] { report(fitting); });
}

/// Told again until there was an answer.
void Month::report(std::size_t index) {
  if (town_.fittings[index].told_at) return;
  auto order = town_.report_of(town_.fittings[index], life_->now());
  life_->order(std::move(order), [this, index](Result<command::SwapMeter::Outcome> outcome) {
    using Verdict = command::SwapMeter::Verdict;
    if (!outcome) return;
    bool const done =
        outcome->verdict == Verdict::swapped || outcome->verdict == Verdict::already_swapped;
    if (!done)
      return checks_.found(
          "meter " + std::to_string(town_.fittings[index].old.value) +
          " could not be swapped: " + std::to_string(static_cast<int>(outcome->verdict)));
    if (!town_.fittings[index].told_at) ++tally_.swaps;
    town_.told(town_.fittings[index], outcome->id, life_->now());
  });
  after(60, 1'800, [this, index] { report(index); });
}

/// The transformer of a meter was another one since a reading of some days ago.
void Month::ratio_turn() {
  if (calm()) return;
  auto const since = now_ - days(6);
  auto const readings = town_.texts(
      "SELECT b.meter || ' ' || b.taken_at FROM baseline b JOIN account_meter a ON a.meter = "
      "b.meter"
      " JOIN meter m ON m.id = b.meter JOIN reading r ON r.meter = b.meter"
      "   AND r.taken_at = b.taken_at AND r.source <> 2"
      " WHERE m.retired_at IS NULL AND m.replaces IS NULL AND b.taken_at > a.opening_at"
      " AND b.taken_at > " +
      std::to_string(since.ms) + " AND m.ratio > 1 ORDER BY b.taken_at, b.meter LIMIT 1");
  if (readings.empty()) return after(kDay / 4, kDay, [this] { ratio_turn(); });
  auto const space = readings.front().find(' ');
  WrongRatio const wrong{.meter = {std::stoll(readings.front().substr(0, space))},
                         .since = {std::stoll(readings.front().substr(space + 1))},
                         .ratio = 3};
  correct(wrong);
}

void Month::correct(WrongRatio const& wrong) {
  command::ChangeRatio order{.meter = wrong.meter,
                             .since = wrong.since,
                             .ratio = wrong.ratio,
                             .total = std::nullopt,
                             .note = "looked at the transformer",
                             .actor = "surveyor",
                             .at = life_->now()};
  auto const answered = std::make_shared<bool>(false);
  life_->order(std::move(order), [this, wrong, answered](auto const& outcome) {
    using Verdict = command::ChangeRatio::Verdict;
    if (!outcome) return;
    *answered = true;
    bool const done =
        outcome->verdict == Verdict::changed || outcome->verdict == Verdict::already_so;
    if (!done) return checks_.found("a ratio could not be changed");
    town_.wrong_ratios.push_back(wrong);
    ++tally_.ratios;
  });
  after(60, 900, [this, wrong, answered] {
    if (!*answered) correct(wrong);
  });
}

}  // namespace e2ms::simulation
