#include <algorithm>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/change_ratio.hpp"
#include "e2ms/command/swap_meter.hpp"
#include "support/story.hpp"
#include "support/story_words.hpp"

// Meters of a story: how they come, go and change.

namespace e2ms::test {

namespace {

constexpr char const* kSwap[] = {
    "swapped",        "already_swapped", "unknown_meter", "meter_retired",
    "note_missing",   "in_the_future",   "before_last",   "before_opening",
    "reading_exists", "no_position",     "does_not_fit",  "rates_missing",
    "rates_differ",   "unknown_line",    "address_taken", "other_medium"};
constexpr char const* kRatio[] = {"changed",       "already_so",     "unknown_meter",
                                  "meter_retired", "note_missing",   "in_the_future",
                                  "no_boundary",   "reading_exists", "before_opening",
                                  "no_position",   "does_not_fit",   "rates_missing"};

std::optional<Energy> rolls_at(Words const& words) {
  auto digits = number_behind(words, "digits", 0);
  if (digits == 0) return std::nullopt;
  auto end = Energy::kwh(1);
  for (; digits > 0; --digits) end = Energy::wh(end.wh() * 10);
  return end;
}

}  // namespace

void Story::add_meter(Words const& words) {
  auto& here = room(subject_);
  command::AddMeter const order{.line = house_.line,
                                .room = here.id,
                                .address = subject_ + "-" + std::to_string(here.meters.size() + 1),
                                .model = subject_is_water_ ? "cjt188-water" : "dlt645-single-phase",
                                .ratio = number_behind(words, "ratio", 1),
                                .has_relay = !has(words, "norelay"),
                                .password = std::nullopt,
                                .max_power_w = number_behind(words, "max", 1'000'000),
                                .group = house_.group,
                                .rolls_at = rolls_at(words),
                                .medium = medium()};
  auto const relay = order.has_relay ? std::optional{Relay::closed} : std::nullopt;
  here.meters.push_back({.id = house_.submit(order)->id, .relay = relay, .address = order.address});
}

void Story::swap(Words const& words) {
  auto& old = meter();
  auto const opening = std::stoll(words.at(4));
  bool const more = words.at(2)[0] == '+';
  auto const closing = (more ? old.total : 0) + std::stoll(words.at(2));
  auto const found = std::find(words.begin(), words.end(), "addr");
  command::SwapMeter order{.meter = old.id,
                           .closed_at = now_ - minutes(number_behind(words, "ago", 0)),
                           .closing = {Energy::wh(closing)},
                           .opening = {Energy::wh(opening)},
                           .address = found == words.end() ? old.address : found[1],
                           .model = "dlt645-single-phase",
                           .has_relay = !has(words, "norelay"),
                           .rolls_at = rolls_at(words),
                           .medium = has(words, "other") ? Medium::electricity : medium(),
                           .note = has(words, "wordless") ? "" : "its display was broken",
                           .actor = "fitter",
                           .at = now_};
  if (has(words, "ratio")) order.ratio = number_behind(words, "ratio", 1);
  if (has(words, "max")) order.max_power_w = number_behind(words, "max", 1);
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = fault_word(outcome.fault()));
  outcome_ = named(kSwap, outcome->verdict);
  if (outcome->verdict != command::SwapMeter::Verdict::swapped) return;
  room(subject_).gone.push_back(old);
  old = {.id = outcome->id,
         .last_at = order.closed_at,
         .total = opening,
         .relay = order.has_relay ? std::optional{Relay::closed} : std::nullopt,
         .address = order.address};
}

void Story::change_ratio(Words const& words) {
  command::ChangeRatio order{.meter = meter().id,
                             .since = now_ - minutes(number_behind(words, "ago", 0)),
                             .ratio = std::stoll(words.at(2)),
                             .total = std::nullopt,
                             .note = has(words, "wordless") ? "" : "another transformer",
                             .actor = "chief",
                             .at = now_};
  if (has(words, "total")) order.total = Energy::wh(number_behind(words, "total", 0));
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kRatio, outcome->verdict) : fault_word(outcome.fault());
}

}  // namespace e2ms::test
