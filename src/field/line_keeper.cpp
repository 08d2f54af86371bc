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
#include "e2ms/command/record_reading.hpp"
#include "e2ms/port/task_end.hpp"
#include "switching.hpp"

namespace e2ms::field {
namespace {

// A gateway that calls again at once was not away.
constexpr Duration kGrace = seconds(20);
constexpr Duration kLongestNap = hours(1);
constexpr Duration kLearntFor = days(1);

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
  std::erase_if(learnt_, [&](auto const& known) {
    auto const* const before = plan_.find(known.first);
    auto const* const after = plan.find(known.first);
    return !before || !after || before->model != after->model || before->address != after->address;
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
  auto const wall = ports_.clock.now();
  for (auto const& meter : plan_.meters) {
    std::optional<Duration> since;
    if (meter.last_read) since = std::max(Duration{0}, wall - *meter.last_read);
    agenda_.add(meter.id, meter.rhythm, since, now());
  }
}

void LineKeeper::supply_wanted(MeterId meter) {
  agenda_.want(meter);
  good_line();
  wake();
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
  }
}

boost::asio::awaitable<void> LineKeeper::await_call() {
  if (arrived_) {
    line_ = std::move(arrived_);
    co_return;
  }
  auto const grace = kGrace - (now() - down_since_);
  co_await nap(grace.ms > 0 ? grace : kLongestNap);
}

boost::asio::awaitable<void> LineKeeper::dial() {
  if (dialled_in_vain_) {
    auto const pause = with_jitter(dial_pause_.next());
    // Whatever woke us was about the connection that has ended.
    woken_ = false;
    co_await nap(pause);
    if (stopping_) co_return;
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
  learnt_.clear();
  log::info("line_up", {{"line", plan_.line.id}, {"peer", line_->peer()}});
  co_await note(true);
  while (!stopping_ && line_->is_open()) {
    auto const step = agenda_.next(now());
    switch (step.kind) {
      case Step::Kind::order:
        co_await order(step.meter);
        break;
      case Step::Kind::poll:
        co_await poll(step.meter);
        break;
      case Step::Kind::rest: {
        auto const span = step.until - now();
        co_await nap(span);
        break;
      }
    }
  }
}

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

boost::asio::awaitable<void> LineKeeper::poll(MeterId meter) {
  auto const* const known = plan_.find(meter);
  ENSURE(known != nullptr);
  MeterPlan const plan = *known;
  auto const riders = agenda_.riders(meter, now());
  device::Wanted const wanted{.rates = true,
                              .momentary = riders.momentary,
                              .relay = plan.has_relay && riders.status,
                              .clock = false};
  auto const dialogue =
      device::make_reading(*plan.model, plan.address, traits(), wanted, known_of(meter));
  auto const begin = now();
  std::function<bool()> const interrupt = [this] { return agenda_.order_due(now()); };
  auto const end = co_await conversation_->hold(*line_, *dialogue, interrupt);
  if (end != Conversation::End::finished) co_return;
  auto const reading = dialogue->outcome();
  if (!reading) {
    learnt_.erase(meter);
    missed(meter, reading.fault(), now() - begin);
    co_return;
  }
  // Another plan may have come meanwhile.
  if (auto const kept = learnt_.find(meter); kept != learnt_.end())
    kept->second.what = dialogue->learnt();
  co_await keep(meter, *reading);
}

device::Learnt LineKeeper::known_of(MeterId meter) {
  auto& known = learnt_.try_emplace(meter, Learnt{{}, now()}).first->second;
  if (now() - known.since >= kLearntFor) known = {{}, now()};
  return known.what;
}

boost::asio::awaitable<void> LineKeeper::keep(MeterId meter, Reading const& reading) {
  answered(meter);
  command::RecordReading command{meter, reading};
  auto const outcome = co_await ports_.store.submit(std::move(command));
  if (!outcome) {
    log::warn("reading_not_kept", {{"meter", meter}, {"fault", outcome.fault()}});
    agenda_.poll_refused(meter, now());
    co_return;
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
