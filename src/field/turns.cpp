#include <algorithm>
#include <utility>

#include "clock_visit.hpp"
#include "e2ms/base/log.hpp"
#include "e2ms/command/note_clock.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/command/want_reading.hpp"
#include "freeze_visit.hpp"
#include "grid.hpp"
#include "line_keeper.hpp"
#include "switching.hpp"

// The turns of a line: what its keeper does with one meter at a time.
namespace e2ms::field {
namespace {

// What all meters do after the same moment is begun within this span.
constexpr Duration kSpread = hours(1);
// A meter may be a little late, and our poll of the new day comes first.
constexpr Duration kAfterMidnight = minutes(2);
// A store that takes nothing is not tried again at once. Whoever has news wakes the line.
constexpr Duration kUnkeptRest = seconds(5);
// A freeze that is not there yet.
constexpr Duration kLater = minutes(30);
// A meter that refused to have its clock written is asked for that again.
constexpr Duration kAfterRefusal = days(7);

}  // namespace

boost::asio::awaitable<void> LineKeeper::order(MeterId meter) {
  agenda_.order_looked_at(meter);
  query::SupplyGapOf question{meter};
  auto const wish = co_await ports_.store.ask(question);
  auto const* const known = plan_.find(meter);
  if (!wish || !known) {
    agenda_.order_tried(meter, {}, {}, now());
    co_return;
  }
  if (!*wish) {
    agenda_.order_done(meter);
    co_return;
  }
  query::SupplyGaps::Gap const gap = **wish;
  if (agenda_.order_rests(meter, gap.decision, now())) co_return;
  auto const begin = now();
  Switching switching(ports_, *conversation_, *line_, traits());
  MeterPlan const plan = *known;
  auto const end = co_await switching.carry_out(plan, gap);
  if (end != Switching::End::settled)
    agenda_.order_tried(meter, gap.decision, now() - begin, now());
  switch (end) {
    case Switching::End::settled:
      agenda_.order_done(meter);
      break;
    case Switching::End::superseded:
      agenda_.want(meter);
      break;
    case Switching::End::tried:
      break;
    case Switching::End::line_down:
      agenda_.want(meter);
      break;
  }
}

/// All that the meter can tell, for the person who asked. Stays asked when an order comes first or
/// the line breaks.
boost::asio::awaitable<void> LineKeeper::ask(MeterId meter) {
  device::Wanted const wanted{.rates = true, .momentary = true, .relay = true, .clock = false};
  std::function<bool()> const interrupt = [this] { return agenda_.order_due(now()); };
  auto const reading = co_await read(meter, wanted, interrupt);
  if (!reading) co_return;
  if (*reading) {
    Reading const whole = **reading;
    auto const since = agenda_.asked(meter);
    bool const kept = co_await keep(meter, whole);
    auto const now_asked = agenda_.asked(meter);
    bool const old = now_asked && ports_.clock.now() - *now_asked >= kReadPatience;
    // Whoever asked meanwhile wants another one.
    if (old || (kept && now_asked == since)) agenda_.ask_over(meter);
    auto const rest = kUnkeptRest;
    if (!kept) co_await nap(rest);
    co_return;
  }
  bool const silent = reading->fault().code == FaultCode::timeout;
  co_await tell_missed(meter, silent ? ReadOutcome::no_answer : ReadOutcome::refused);
}

/// Those who wait for a line that is not there.
boost::asio::awaitable<void> LineKeeper::give_up_asking() {
  auto const too_old = ports_.clock.now() - kReadPatience + milliseconds(1);
  for (auto const meter : agenda_.asked_before(too_old))
    co_await tell_missed(meter, ReadOutcome::line_down);
}

boost::asio::awaitable<void> LineKeeper::tell_missed(MeterId meter, ReadOutcome outcome) {
  auto const since = agenda_.asked(meter);
  agenda_.ask_over(meter);
  if (!since) co_return;
  command::NoteReadMissed command{meter, outcome, *since, ports_.clock.now()};
  auto const noted = co_await ports_.store.submit(command);
  // Its patience ends all the same.
  if (!noted) log::warn("read_wish_not_kept", {{"meter", meter}, {"fault", noted.fault()}});
}

boost::asio::awaitable<void> LineKeeper::look_at_clock(MeterId meter) {
  Chore const chore{Chore::Kind::clock, meter};
  auto const wall = ports_.clock.now();
  if (near_midnight(ports_.zone.local(wall))) {
    auto const midnight = ports_.zone.start_of_day_at(wall + kMidnightMargin);
    auto const after = midnight + kMidnightMargin + Duration{spread(meter, kSpread.ms)};
    chores_.put_off(chore, now() + (after - wall));
    co_return;
  }
  MeterPlan plan = *plan_.find(meter);
  auto const refused = clock_refused_.find(meter);
  if (refused != clock_refused_.end() && now() - refused->second < kAfterRefusal)
    plan.access.reset();
  auto const begin = now();
  ClockVisit visit(ports_, *conversation_, *line_, traits());
  std::function<bool()> const interrupt = [this] { return agenda_.urgent(now()); };
  auto const end = co_await visit.keep(plan, interrupt);
  switch (end) {
    case ClockVisit::End::refused:
      clock_refused_[meter] = now();
      [[fallthrough]];
    case ClockVisit::End::told:
      chores_.done(chore, next_on_grid(meter, plan.clock, now()));
      break;
    case ClockVisit::End::silent:
      chores_.missed(chore, now() - begin, now());
      break;
    case ClockVisit::End::interrupted:
    case ClockVisit::End::line_down:
      break;
  }
}

/// The oldest midnight that is missing and that the meter may still hold; one at a time.
boost::asio::awaitable<void> LineKeeper::fetch_freeze(MeterId meter) {
  Chore const chore{Chore::Kind::freeze, meter};
  MeterPlan const plan = *plan_.find(meter);
  auto const today = ports_.zone.start_of_day_at(ports_.clock.now());
  auto wanted = next_freeze_.at(meter);
  // Our clock was ahead, and has been set back.
  if (wanted > ports_.zone.start_of_next_day_at(today)) wanted = today;
  if (wanted > today) {
    chores_.put_off(chore, freeze_due(meter, wanted));
    co_return;
  }
  unsigned back = 1;
  auto midnight = today;
  for (; midnight > wanted && back < plan.model->daily_freezes; ++back)
    midnight = ports_.zone.start_of_day_at(midnight - milliseconds(1));
  auto const begin = now();
  FreezeVisit visit(ports_, *conversation_, *line_, traits());
  std::function<bool()> const interrupt = [this] { return agenda_.urgent(now()); };
  auto const end = co_await visit.fetch(plan, midnight, back, interrupt);
  switch (end) {
    case FreezeVisit::End::told:
      next_freeze_[meter] = ports_.zone.start_of_next_day_at(midnight);
      chores_.done(chore, freeze_due(meter, next_freeze_[meter]));
      break;
    case FreezeVisit::End::later:
      chores_.put_off(chore, now() + kLater);
      break;
    case FreezeVisit::End::silent:
      chores_.missed(chore, now() - begin, now());
      break;
    case FreezeVisit::End::interrupted:
    case FreezeVisit::End::line_down:
      break;
  }
}

/// A while after that midnight, not all in one pulse; what is late already, now.
Duration LineKeeper::freeze_due(MeterId meter, Instant midnight) const {
  auto const at = midnight + kAfterMidnight + Duration{spread(meter, kSpread.ms)};
  return now() + std::max(Duration{}, at - ports_.clock.now());
}

boost::asio::awaitable<void> LineKeeper::poll(MeterId meter) {
  chores_.polled();
  auto const riders = agenda_.riders(meter, now());
  device::Wanted const wanted{
      .rates = true, .momentary = riders.momentary, .relay = riders.status, .clock = false};
  std::function<bool()> const interrupt = [this] { return agenda_.urgent(now()); };
  auto const reading = co_await read(meter, wanted, interrupt);
  if (!reading || !*reading) co_return;
  Reading const whole = **reading;
  co_await keep(meter, whole);
}

/// Nothing when it was interrupted, or the line broke. What a fault means for the agenda is told.
boost::asio::awaitable<std::optional<Result<Reading>>> LineKeeper::read(
    MeterId meter, device::Wanted wanted, std::function<bool()> interrupt) {
  auto const* const known = plan_.find(meter);
  ENSURE(known != nullptr);
  MeterPlan const plan = *known;
  wanted.relay = wanted.relay && plan.has_relay;
  auto const dialogue = device::make_reading(*plan.model, plan.address, traits(), wanted,
                                             learnt_.of(meter, ports_.clock.now()));
  auto const begin = now();
  auto const end = co_await conversation_->hold(*line_, *dialogue, interrupt);
  if (end != Conversation::End::finished) co_return std::nullopt;
  auto const reading = dialogue->outcome();
  if (!reading) {
    missed(meter, reading.fault(), now() - begin);
    // One that answers so is perhaps another one by now.
    bool const answers = reading.fault().code != FaultCode::timeout;
    bool const forgets = answers && learnt_.forget(meter);
    device::Learnt const nothing;
    if (forgets) co_await keep_learnt(meter, nothing);
    co_return reading;
  }
  // Another plan may have come meanwhile.
  bool const planned = plan_.find(meter) != nullptr;
  auto const learnt = dialogue->learnt();
  bool const news = planned && learnt_.learn(meter, learnt, ports_.clock.now());
  if (news) co_await keep_learnt(meter, learnt);
  co_return reading;
}

boost::asio::awaitable<void> LineKeeper::keep_learnt(MeterId meter, device::Learnt what) {
  command::KeepLearnt command{meter, to_text(what), ports_.clock.now()};
  auto const kept = co_await ports_.store.submit(std::move(command));
  if (!kept) log::warn("learnt_not_kept", {{"meter", meter}, {"fault", kept.fault()}});
}

/// Whether the store has it.
boost::asio::awaitable<bool> LineKeeper::keep(MeterId meter, Reading const& reading) {
  answered(meter);
  command::RecordReading command{meter, reading};
  auto const outcome = co_await ports_.store.submit(std::move(command));
  if (!outcome) {
    log::warn("reading_not_kept", {{"meter", meter}, {"fault", outcome.fault()}});
    agenda_.poll_unkept(meter, now());
    co_return false;
  }
  switch (outcome->verdict) {
    case command::RecordReading::Verdict::accepted:
    case command::RecordReading::Verdict::already_recorded:
      agenda_.poll_answered(meter, now());
      break;
    case command::RecordReading::Verdict::quarantined:
      agenda_.poll_doubtful(meter, now());
      break;
    case command::RecordReading::Verdict::unknown_meter:
      agenda_.poll_refused(meter, now());
      break;
  }
  if (outcome->supply_changed) agenda_.want(meter);
  co_return true;
}

void LineKeeper::missed(MeterId meter, Fault fault, Duration spent) {
  if (fault.code != FaultCode::timeout) {
    log::warn("meter_unreadable", {{"meter", meter}, {"fault", fault}});
    answered(meter);
    return agenda_.poll_refused(meter, now());
  }
  if (silent_.insert(meter).second) log::warn("meter_silent", {{"meter", meter}});
  // The code of the exception with which a gateway speaks for a silent meter.
  bool const gateway_speaks = fault.detail != 0;
  if (gateway_speaks) {
    good_line();
    return agenda_.poll_unreached(meter, spent, now());
  }
  bool const before = agenda_.line_silent();
  agenda_.poll_silent(meter, spent, now());
  if (!before && agenda_.line_silent())
    log::warn("line_silent_meters", {{"line", plan_.line.id}, {"peer", line_->peer()}});
}

/// Whatever it said: line and meter are alive.
void LineKeeper::answered(MeterId meter) {
  good_line();
  if (silent_.erase(meter) > 0) log::info("meter_answers", {{"meter", meter}});
}

}  // namespace e2ms::field
