#include "line_keeper.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/command/note_line.hpp"
#include "e2ms/port/task_end.hpp"
#include "grid.hpp"

namespace e2ms::field {
namespace {

// A gateway that calls again at once was not away.
constexpr Duration kGrace = seconds(20);
constexpr Duration kLongestNap = hours(1);
// Before a busy store is looked at again; the lines not all at once.
constexpr Duration kBusyRest = seconds(1);

}  // namespace

LineKeeper::LineKeeper(FieldPorts const& ports, LinePlan plan)
    : ports_(ports), plan_(std::move(plan)), self_(std::make_shared<LineKeeper*>(this)) {
  plan_meters();
}

LineKeeper::~LineKeeper() {
  *self_ = nullptr;
  if (line_) line_->close();
}

void LineKeeper::start(std::function<void()> ended) {
  boost::asio::co_spawn(ports_.loop, run(),
                        boost::asio::bind_cancellation_slot(
                            signal_.slot(), [ended = std::move(ended)](std::exception_ptr thrown) {
                              port::let_end(thrown);
                              ended();
                            }));
}

void LineKeeper::stop() {
  stopping_ = true;
  signal_.emit(boost::asio::cancellation_type::terminal);
}

void LineKeeper::plan(LinePlan plan) {
  for (auto const& before : plan_.meters) {
    auto const* const after = plan.find(before.id);
    bool const same = after && before.model == after->model && before.address == after->address;
    if (!same) learnt_.forget(before.id);
    bool const same_chores =
        same && before.clock == after->clock && before.freezes == after->freezes;
    if (same_chores) continue;
    chores_.remove(before.id);
    next_freeze_.erase(before.id);
  }
  std::erase_if(clock_refused_, [&](auto const& refused) {
    auto const* const before = plan_.find(refused.first);
    auto const* const after = plan.find(refused.first);
    return !before || !after || before->access != after->access;
  });
  plan_ = std::move(plan);
  plan_meters();
  wake();
}

bool LineKeeper::leads_to(query::FleetPlan::Line const& line) const {
  auto const& own = plan_.line;
  return own.mode == line.mode && own.host == line.host && own.port == line.port &&
         own.registration == line.registration && own.serial() == line.serial() &&
         own.framing == line.framing && own.heartbeats == line.heartbeats &&
         own.answer_time == line.answer_time && own.gap == line.gap;
}

void LineKeeper::plan_meters() {
  for (auto const meter : agenda_.meters())
    if (!plan_.find(meter)) agenda_.remove(meter);
  for (auto const meter : chores_.meters())
    if (!plan_.find(meter)) chores_.remove(meter);
  auto const wall = ports_.clock.now();
  for (auto const& meter : plan_.meters) {
    std::optional<Duration> since;
    if (meter.last_read) since = std::max(Duration{0}, wall - *meter.last_read);
    agenda_.add(meter.id, meter.rhythm, since, now());
    if (meter.learnt) learnt_.remember(meter.id, *meter.learnt);
    plan_chores(meter);
  }
}

void LineKeeper::plan_chores(MeterPlan const& meter) {
  auto const wall = ports_.clock.now();
  if (meter.model->has_clock()) {
    std::optional<Duration> looked;
    if (meter.clock_looked) looked = std::max(Duration{0}, wall - *meter.clock_looked);
    chores_.add({Chore::Kind::clock, meter.id}, clock_due(meter.id, meter.clock, looked, now()));
  }
  if (!meter.freezes) return;
  // A meter that was never asked begins today: what came before belongs to nobody here.
  auto const first = meter.last_freeze ? ports_.zone.start_of_next_day_at(*meter.last_freeze)
                                       : ports_.zone.start_of_day_at(wall);
  auto const next = next_freeze_.try_emplace(meter.id, first).first->second;
  chores_.add({Chore::Kind::freeze, meter.id}, freeze_due(meter.id, next));
}

void LineKeeper::supply_wanted(MeterId meter) {
  agenda_.want(meter);
  good_line();
  wake();
}

void LineKeeper::reading_wanted(MeterId meter, Instant since) {
  agenda_.ask(meter, since);
  good_line();
  wake();
}

void LineKeeper::supply_open(MeterId meter) {
  if (!agenda_.has_order(meter)) supply_wanted(meter);
}

void LineKeeper::reading_open(MeterId meter, Instant since) {
  if (!agenda_.asked(meter)) reading_wanted(meter, since);
}

void LineKeeper::arrive(std::unique_ptr<port::Line> line) {
  arrived_ = std::move(line);
  if (line_) line_->close();
  wake();
}

void LineKeeper::wake() {
  woken_ = true;
  if (napping_) signal_.emit(boost::asio::cancellation_type::partial);
}

LineFigures LineKeeper::figures() const {
  auto figures = tally_.figures(now());
  figures.meters_silent = std::count_if(silent_.begin(), silent_.end(),
                                        [this](MeterId meter) { return plan_.find(meter); });
  if (!online() || plan_.meters.empty()) return figures;
  auto const step = agenda_.next(now());
  auto const wait = step.kind == Step::Kind::rest ? step.until - now() : Duration{};
  figures.next_poll = ports_.clock.now() + wait;
  return figures;
}

boost::asio::awaitable<void> LineKeeper::run() {
  down_since_ = now();
  while (!stopping_) {
    co_await have_line();
    if (stopping_) break;
    co_await serve();
    line_->close();
    down_since_ = now();
    log::info("line_lost", {{"line", plan_.line.id}, {"peer", line_->peer()}});
  }
}

boost::asio::awaitable<void> LineKeeper::have_line() {
  line_.reset();
  while (!stopping_ && !line_) {
    if (plan_.line.mode == LineMode::dial_in)
      co_await await_call();
    else
      co_await dial();
    if (!line_ && now() - down_since_ >= kGrace) co_await note(false);
    co_await give_up_asking();
  }
}

boost::asio::awaitable<void> LineKeeper::await_call() {
  if (arrived_) {
    line_ = std::move(arrived_);
    co_return;
  }
  auto const grace = kGrace - (now() - down_since_);
  auto const longest = agenda_.anybody_asks() ? kReadPatience : kLongestNap;
  co_await nap(grace.ms > 0 ? grace : longest);
}

boost::asio::awaitable<void> LineKeeper::dial() {
  if (dialled_in_vain_) {
    auto const pause = with_jitter(dial_pause_.next());
    // Whatever woke us was about the connection that has ended.
    woken_ = false;
    // A new plan of the same line changes nothing about the line: only what is worth dialling for
    // ends the pause.
    for (auto const until = now() + pause; dialled_in_vain_ && now() < until;) {
      auto const left = until - now();
      co_await nap(left);
      if (stopping_) co_return;
    }
  }
  // Until a meter answers: a gateway that accepts and hangs up is not to be hammered.
  dialled_in_vain_ = true;
  auto attempt = ports_.connect(plan_.line, waker(++dialled_));
  auto result = co_await std::move(attempt);
  if (result) line_ = *std::move(result);
}

boost::asio::awaitable<void> LineKeeper::serve() {
  conversation_.emplace(ports_.clock, Pace{plan_.line.answer_time, plan_.line.gap}, tally_, tap_);
  agenda_.line_restored();
  log::info("line_up", {{"line", plan_.line.id}, {"peer", line_->peer()}});
  co_await note(true);
  while (!stopping_ && line_->is_open()) {
    auto const step = next_step();
    switch (step.kind) {
      case Step::Kind::order:
        co_await order(step.meter);
        break;
      case Step::Kind::ask:
        co_await ask(step.meter);
        break;
      case Step::Kind::poll:
        co_await poll(step.meter);
        break;
      case Step::Kind::clock:
        co_await look_at_clock(step.meter);
        break;
      case Step::Kind::freeze:
        co_await fetch_freeze(step.meter);
        break;
      case Step::Kind::rest: {
        auto const span = step.until - now();
        co_await nap(span);
        break;
      }
    }
  }
}

Step LineKeeper::next_step() const {
  bool const busy = ports_.store.waiting() >= ports_.busy_store;
  auto step = agenda_.next(now(), !busy);
  bool const polls = step.kind == Step::Kind::poll;
  if (!polls && step.kind != Step::Kind::rest) return step;
  // A silent line or meter is left to its pauses.
  auto const answers = [this](MeterId meter) { return !silent_.contains(meter); };
  auto const chore = agenda_.line_silent() ? std::nullopt : chores_.next(polls, now(), answers);
  bool const something = chore || step.until <= now();
  if (busy && something) {
    auto const pause = kBusyRest + Duration{spread(plan_.line.id, kBusyRest.ms)};
    return {Step::Kind::rest, {}, now() + pause};
  }
  if (chore) {
    bool const clock = chore->kind == Chore::Kind::clock;
    return {clock ? Step::Kind::clock : Step::Kind::freeze, chore->meter, now()};
  }
  if (!polls) step.until = std::min(step.until, chores_.next_due(now()));
  return step;
}

/// Worth dialling without a pause.
void LineKeeper::good_line() {
  dialled_in_vain_ = false;
  dial_pause_.reset();
}

boost::asio::awaitable<void> LineKeeper::note(bool online) {
  if (noted_ == online) co_return;
  auto const peer = online ? line_->peer() : std::string();
  command::NoteLine command{plan_.line.id, online, peer, ports_.clock.now()};
  auto const noted = co_await ports_.store.submit(std::move(command));
  if (noted) noted_ = online;
}

/// Sleeps until somebody wakes us. Waking cancels the sleep alone, which is why a nap takes the
/// cancellation of the whole coroutine into its hands; `stopping_` says which one it was.
boost::asio::awaitable<void> LineKeeper::nap(Duration span) {
  if (std::exchange(woken_, false) || stopping_) co_return;
  auto const wakeable =
      boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_partial_cancellation());
  co_await wakeable;
  napping_ = true;
  try {
    co_await ports_.clock.sleep(span);
  } catch (boost::system::system_error const& error) {
    if (error.code() != boost::asio::error::operation_aborted) throw;
  }
  napping_ = false;
  woken_ = false;
  auto const undisturbed =
      boost::asio::this_coro::reset_cancellation_state(boost::asio::enable_terminal_cancellation());
  co_await undisturbed;
}

Duration LineKeeper::with_jitter(Duration span) {
  auto const random = ports_.entropy.bytes(1);
  return span + Duration{span.ms * random[0] / 1024};
}

/// Wakes only for the end of the line we hold: the farewell of an earlier one comes when we are
/// already resting before the next attempt.
std::function<void()> LineKeeper::waker(std::uint64_t connection) {
  return [keeper = self_, connection] {
    if (*keeper && (*keeper)->line_ && (*keeper)->dialled_ == connection) (*keeper)->wake();
  };
}

device::LineTraits LineKeeper::traits() {
  auto const framing =
      plan_.line.framing == Framing::modbus_tcp ? device::Framing::tcp : device::Framing::rtu;
  return {framing, &transactions_};
}

}  // namespace e2ms::field
