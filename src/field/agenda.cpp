#include "agenda.hpp"

#include <algorithm>
#include <limits>

#include "e2ms/base/ensure.hpp"
#include "grid.hpp"

namespace e2ms::field {
namespace {

constexpr Duration kLongestRest = hours(1);
// A store that is busy is not asked again at once.
constexpr Duration kUnkept = seconds(5);
// A silent meter may cost its bus a tenth of the time.
constexpr std::int64_t kRestPerSpent = 9;
// Its order, a quarter.
constexpr std::int64_t kRestPerTry = 3;

}  // namespace

void Agenda::add(MeterId meter, Rhythm const& rhythm, std::optional<Duration> since_read,
                 Duration now) {
  auto const interval = rhythm.energy;
  ENSURE(interval.ms > 0);
  ENSURE(std::min(rhythm.momentary, rhythm.status) >= interval);
  auto const half = Duration{interval.ms / 2};
  Duration due = now + Duration{spread(meter, std::min(interval, kFirstRound).ms)};
  if (since_read && *since_read < interval)
    due = std::max(now, on_grid(meter, interval, now - *since_read + half));
  Backoff const silence(seconds(5), std::max(interval, minutes(5)));
  if (auto* const known = find(meter)) {
    if (known->rhythm == rhythm) return;
    known->rhythm = rhythm;
    known->due = known->momentary_due = known->status_due = due;
    known->silence = silence;
    return;
  }
  // The first poll brings everything.
  meters_.push_back({meter, rhythm, due, due, due, silence, false, std::nullopt, std::nullopt});
}

void Agenda::remove(MeterId meter) {
  std::erase_if(meters_, [meter](Meter const& one) { return one.id == meter; });
}

std::vector<MeterId> Agenda::meters() const {
  std::vector<MeterId> ids;
  for (auto const& meter : meters_) ids.push_back(meter.id);
  return ids;
}

Step Agenda::next(Duration now, bool may_poll) const {
  auto const* const poll = most_overdue();
  auto const poll_due = poll ? std::max(poll->due, silent_until_) : now + kLongestRest;
  bool const polls = may_poll && poll && poll_due <= now;
  auto const* const order = due_order(now);
  bool const fresh = order && order->order->look;
  if (auto const* const asked = first_asked(); asked && !fresh)
    return {Step::Kind::ask, asked->id, now};
  bool const waits = order && !fresh && poll_has_turn_ && polls;
  if (order && !waits) return {Step::Kind::order, order->id, now};
  if (polls) return {Step::Kind::poll, poll->id, now};
  return {Step::Kind::rest, {}, std::min({now + kLongestRest, poll_due, next_order()})};
}

/// A wish nobody has looked at yet, else the order that waits for longest.
Agenda::Meter const* Agenda::due_order(Duration now) const {
  Meter const* first = nullptr;
  for (auto const& meter : meters_) {
    if (!meter.order) continue;
    if (meter.order->look) return &meter;
    if (meter.order->due > now) continue;
    if (!first || meter.order->due < first->order->due) first = &meter;
  }
  return first;
}

/// The one who waits for longest.
Agenda::Meter const* Agenda::first_asked() const {
  Meter const* first = nullptr;
  for (auto const& meter : meters_)
    if (meter.asked && (!first || *meter.asked < *first->asked)) first = &meter;
  return first;
}

Duration Agenda::next_order() const {
  auto next = Duration{std::numeric_limits<std::int64_t>::max()};
  for (auto const& meter : meters_)
    if (meter.order) next = std::min(next, meter.order->due);
  return next;
}

Agenda::Meter const* Agenda::most_overdue() const {
  auto const first = std::min_element(meters_.begin(), meters_.end(),
                                      [](Meter const& a, Meter const& b) { return a.due < b.due; });
  return first == meters_.end() ? nullptr : &*first;
}

void Agenda::want(MeterId meter) {
  auto* const found = find(meter);
  if (!found) return;
  if (!found->order) found->order.emplace();
  found->order->look = true;
  line_restored();
}

bool Agenda::has_order(MeterId meter) const {
  auto const* const found = find(meter);
  return found && found->order;
}

void Agenda::order_looked_at(MeterId meter) {
  if (auto* const found = find(meter); found && found->order) found->order->look = false;
}

void Agenda::order_tried(MeterId meter, DecisionId decision, Duration spent, Duration now) {
  poll_has_turn_ = true;
  auto* const found = find(meter);
  if (!found || !found->order) return;
  auto& order = *found->order;
  if (order.decision != decision) order.pause.reset();
  order.decision = decision;
  order.due = now + std::max(order.pause.next(), spent * kRestPerTry);
}

bool Agenda::order_rests(MeterId meter, DecisionId decision, Duration now) const {
  auto const* const found = find(meter);
  if (!found || !found->order) return false;
  return found->order->decision == decision && now < found->order->due;
}

void Agenda::order_done(MeterId meter) {
  auto* const found = find(meter);
  if (found && found->order && !found->order->look) found->order.reset();
}

bool Agenda::order_due(Duration now) const {
  return next(now).kind == Step::Kind::order;
}

void Agenda::ask(MeterId meter, Instant since) {
  auto* const found = find(meter);
  if (!found) return;
  found->asked = since;
  line_restored();
}

std::optional<Instant> Agenda::asked(MeterId meter) const {
  auto const* const found = find(meter);
  return found ? found->asked : std::nullopt;
}

void Agenda::ask_over(MeterId meter) {
  if (auto* const found = find(meter)) found->asked.reset();
}

std::vector<MeterId> Agenda::asked_before(Instant moment) const {
  std::vector<MeterId> ids;
  for (auto const& meter : meters_)
    if (meter.asked && *meter.asked < moment) ids.push_back(meter.id);
  return ids;
}

Riders Agenda::riders(MeterId meter, Duration now) const {
  auto const* const found = find(meter);
  ENSURE(found != nullptr);
  return {found->momentary_due <= now, found->status_due <= now};
}

void Agenda::poll_answered(MeterId meter, Duration now) {
  poll_has_turn_ = false;
  line_restored();
  auto* const found = find(meter);
  if (!found) return;
  found->silence.reset();
  found->reread = false;
  found->due = next_on_grid(meter, found->rhythm.energy, now);
  if (found->momentary_due <= now)
    found->momentary_due = next_on_grid(meter, found->rhythm.momentary, now);
  if (found->status_due <= now) found->status_due = next_on_grid(meter, found->rhythm.status, now);
}

void Agenda::poll_refused(MeterId meter, Duration now) {
  poll_has_turn_ = false;
  line_restored();
  if (auto* const found = find(meter)) back_off(*found, {}, now);
}

void Agenda::poll_unkept(MeterId meter, Duration now) {
  poll_has_turn_ = false;
  line_restored();
  if (auto* const found = find(meter)) found->due = now + kUnkept;
}

void Agenda::poll_silent(MeterId meter, Duration spent, Duration now) {
  poll_has_turn_ = false;
  if (auto* const found = find(meter)) back_off(*found, spent * kRestPerSpent, now);
  if (++silent_in_a_row_ >= kSilentMeters) silent_until_ = now + line_pause_.next();
}

void Agenda::poll_unreached(MeterId meter, Duration spent, Duration now) {
  poll_has_turn_ = false;
  line_restored();
  if (auto* const found = find(meter)) back_off(*found, spent * kRestPerSpent, now);
}

void Agenda::poll_doubtful(MeterId meter, Duration now) {
  auto* const found = find(meter);
  if (!found || found->reread) return poll_answered(meter, now);
  poll_has_turn_ = false;
  line_restored();
  found->reread = true;
  found->due = now;
}

void Agenda::line_restored() {
  silent_in_a_row_ = 0;
  silent_until_ = {};
  line_pause_.reset();
}

Agenda::Meter* Agenda::find(MeterId meter) {
  auto const at = std::find_if(meters_.begin(), meters_.end(),
                               [meter](Meter const& one) { return one.id == meter; });
  return at == meters_.end() ? nullptr : &*at;
}

Agenda::Meter const* Agenda::find(MeterId meter) const {
  return const_cast<Agenda*>(this)->find(meter);
}

void Agenda::back_off(Meter& meter, Duration at_least, Duration now) {
  meter.due = now + std::max(meter.silence.next(), at_least);
}

}  // namespace e2ms::field
