#include "e2ms/field/clockwork.hpp"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <utility>

#include "e2ms/base/log.hpp"
#include "e2ms/command/alarm.hpp"
#include "e2ms/command/compact_readings.hpp"
#include "e2ms/command/forget_traces.hpp"
#include "e2ms/command/record_frames.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/command/share.hpp"
#include "e2ms/command/web_session.hpp"
#include "e2ms/port/task_end.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "e2ms/query/share_page.hpp"
#include "e2ms/query/web_session.hpp"

namespace e2ms::field {
namespace {

// The wall clock may be set at any time, and a new project may have come.
constexpr Duration kLook = minutes(5);
// A clock that is set back so far, and no further, repeats nothing.
constexpr Duration kClockSetBack = days(1);
constexpr Duration kAfterTrouble = seconds(20);
// Small enough that a top-up never waits behind a whole city's settlement.
constexpr std::size_t kAccountsAtOnce = 200;
constexpr std::int64_t kFramesAtOnce = 2000;
constexpr Duration kTellProgress = minutes(1);

}  // namespace

/// One job, the newest moment at which it should have been done, and the one after.
struct Clockwork::Job {
  enum class Kind { settle, close_day, verify, compact, drop_sessions, drop_frames };
  Kind kind;
  std::string name;
  Instant due;
  Instant next;
  ProjectId project{};
  Instant closed_before{};  ///< compact: days that ended by then
  std::optional<Instant> done_through{};
};

Clockwork::Clockwork(boost::asio::any_io_executor loop, port::Clock& clock, store::Store& store,
                     Timetable timetable)
    : loop_(std::move(loop)), clock_(clock), store_(store), timetable_(std::move(timetable)) {}

void Clockwork::start() {
  running_ = true;
  boost::asio::co_spawn(
      loop_, run(),
      boost::asio::bind_cancellation_slot(signal_.slot(), [this](std::exception_ptr thrown) {
        port::let_end(thrown);
        running_ = false;
        if (stopped_) std::exchange(stopped_, {})();
      }));
}

void Clockwork::stop(std::function<void()> stopped) {
  stopping_ = true;
  if (!running_) return boost::asio::post(loop_, std::move(stopped));
  stopped_ = std::move(stopped);
  signal_.emit(boost::asio::cancellation_type::terminal);
}

boost::asio::awaitable<void> Clockwork::run() {
  while (!stopping_) {
    auto const next = co_await do_due_jobs();
    auto pause = kAfterTrouble;
    if (next)
      pause = std::clamp(*next - clock_.now(), milliseconds(1), kLook);
    else
      log::warn("clockwork_interrupted", {{"fault", next.fault()}});
    co_await clock_.sleep(pause);
  }
}

/// When the next job is due.
boost::asio::awaitable<Result<Instant>> Clockwork::do_due_jobs() {
  query::ClockJobs const question;
  auto const known = co_await store_.ask(question);
  if (!known) co_return known.fault();
  auto const list = jobs(*known);
  auto next = list.front().next;
  for (auto const& job : list) {
    next = std::min(next, job.next);
    if (job.done_through && is_done(*job.done_through, job.due)) continue;
    auto const done = co_await do_job(job);
    if (!done) co_return done.fault();
  }
  co_return next;
}

/// What was done under a clock that ran far ahead does not count: else nothing would be settled
/// until that day has come.
bool Clockwork::is_done(Instant through, Instant due) const {
  return through >= due && through <= clock_.now() + kClockSetBack;
}

/// In the order in which they are to be done.
std::vector<Clockwork::Job> Clockwork::jobs(query::ClockJobs::Answer const& known) const {
  auto const now = clock_.now();
  std::vector<Job> list;
  for (auto const& project : known.projects) {
    auto const zone = Zone::named(project.time_zone);
    if (!zone) {
      log::error("project_zone_unknown", {{"project", project.id}, {"zone", project.time_zone}});
      continue;
    }
    list.push_back({Job::Kind::settle, "settle:" + std::to_string(project.id.value),
                    zone->start_of_day_at(now), zone->start_of_next_day_at(now), project.id});
  }
  auto const closing = timetable_.close_day_after;
  list.push_back({Job::Kind::close_day, "close_day",
                  timetable_.zone.start_of_day_at(now - closing) + closing,
                  timetable_.zone.start_of_next_day_at(now - closing) + closing});
  auto const history = timetable_.history;
  for (auto const& project : known.projects) {
    auto const zone = Zone::named(project.time_zone);
    if (!zone) continue;
    auto const after = hours(history.compact_hour);
    list.push_back({Job::Kind::compact, "compact:" + std::to_string(project.id.value),
                    zone->start_of_day_at(now - after) + after,
                    zone->start_of_next_day_at(now - after) + after, project.id,
                    zone->start_of_day_at(now - days(history.compact_after_days))});
  }
  auto const after = timetable_.verify_after;
  list.push_back({Job::Kind::verify, "verify", timetable_.zone.start_of_day_at(now - after) + after,
                  timetable_.zone.start_of_next_day_at(now - after) + after});
  Instant const round{now.ms - now.ms % timetable_.sessions_every.ms};
  list.push_back({Job::Kind::drop_sessions, "sessions", round, round + timetable_.sessions_every});
  Instant const hour{now.ms - now.ms % timetable_.frames_every.ms};
  list.push_back({Job::Kind::drop_frames, "frames", hour, hour + timetable_.frames_every});
  for (auto& job : list)
    for (auto const& done : known.jobs)
      if (done.name == job.name) job.done_through = done.done_through;
  return list;
}

boost::asio::awaitable<Result<void>> Clockwork::do_job(Job job) {
  // A job that was never done begins its count today: there is no yesterday to make good for. Only
  // the ledger is verified at once, so that the first day already shows a result.
  if (job.done_through || job.kind == Job::Kind::verify) {
    auto const done = co_await perform(job);
    if (!done) co_return done;
  }
  co_return co_await finish(std::move(job.name), job.due);
}

boost::asio::awaitable<Result<void>> Clockwork::perform(Job job) {
  auto const now = clock_.now();
  switch (job.kind) {
    case Job::Kind::settle:
      co_return co_await settle(job.project, now);
    case Job::Kind::close_day:
      co_return co_await close_day(timetable_.zone.start_of_day_at(job.due), now);
    case Job::Kind::verify:
      co_return co_await verify(now);
    case Job::Kind::compact:
      co_return co_await compact(job.project, job.closed_before);
    case Job::Kind::drop_sessions:
      co_return co_await drop_sessions(now);
    case Job::Kind::drop_frames:
      co_return co_await drop_frames(now);
  }
  ENSURE(false);
}

boost::asio::awaitable<Result<void>> Clockwork::settle(ProjectId project, Instant at) {
  command::SettleAccounts batch{project, at, AccountId{0}, kAccountsAtOnce,
                                timetable_.close_bills_after};
  auto const divided = co_await divide_months(project, at);
  if (!divided) co_return divided.fault();
  std::size_t posted = *divided;
  for (;;) {
    auto const outcome = co_await store_.submit(batch);
    if (!outcome) co_return outcome.fault();
    posted += outcome->posted;
    for (auto const& [account, fault] : outcome->failed)
      log::error("account_not_settled", {{"account", account}, {"fault", fault}});
    if (outcome->last == AccountId{0}) break;
    ENSURE(outcome->last > batch.after);
    batch.after = outcome->last;
  }
  log::info("day_settled", {{"project", project}, {"posted", posted}});
  co_return Result<void>();
}

/// Before the accounts, so that the shares stand on the bills that are closed in this night.
boost::asio::awaitable<Result<std::size_t>> Clockwork::divide_months(ProjectId project,
                                                                     Instant at) {
  query::AutomaticMonths const question{project, at};
  auto const due = co_await store_.ask(question);
  if (!due) co_return due.fault();
  std::size_t posted = 0;
  for (auto const& each : *due) {
    command::ShareMonth month{project, each.sharing, each.bill, at, "e2ms"};
    auto const outcome = co_await store_.submit(std::move(month));
    if (outcome)
      posted += outcome->journals;
    else
      log::error("month_not_divided",
                 {{"sharing", each.sharing}, {"bill", each.bill}, {"fault", outcome.fault()}});
  }
  command::NoteWaitingShares const note{project, at, timetable_.close_bills_after};
  auto const noted = co_await store_.submit(note);
  if (!noted) co_return noted.fault();
  co_return posted;
}

boost::asio::awaitable<Result<void>> Clockwork::close_day(Instant until, Instant at) {
  command::CloseDay const day{until, at};
  auto const outcome = co_await store_.submit(day);
  if (!outcome) co_return outcome.fault();
  if (outcome->closed) log::info("day_closed", {{"until", until}});
  co_return Result<void>();
}

boost::asio::awaitable<Result<void>> Clockwork::verify(Instant at) {
  query::LedgerAudit question;
  // Told on the reader's thread, which may log and ask the time.
  question.progress = [&clock = clock_, next = clock_.elapsed() + kTellProgress](
                          query::LedgerAudit::Progress const& progress) mutable {
    if (clock.elapsed() < next) return;
    next = clock.elapsed() + kTellProgress;
    log::info("verifying",
              {{"part", word(progress.part)}, {"done", progress.done}, {"all", progress.all}});
  };
  auto const audit = co_await store_.ask(question);
  if (!audit) co_return audit.fault();
  auto const findings = static_cast<std::int64_t>(audit->findings.size());
  std::string const first = audit->findings.empty() ? "" : audit->findings.front();
  if (findings > 0) log::error("verification_failed", {{"findings", findings}, {"first", first}});
  command::NoteVerification note{at, findings, first, audit->journals, audit->head_hash};
  auto const noted = co_await store_.submit(std::move(note));
  if (!noted) co_return noted.fault();
  log::info("verified", {{"journals", audit->journals}, {"findings", findings}});
  co_return Result<void>();
}

boost::asio::awaitable<Result<void>> Clockwork::compact(ProjectId project, Instant before) {
  command::CompactReadings batch{.project = project, .before = before, .after = {0}};
  std::size_t packed = 0;
  for (bool more = true; more;) {
    auto const outcome = co_await store_.submit(batch);
    if (!outcome) co_return outcome.fault();
    ENSURE(!outcome->more || outcome->days > 0 || outcome->last > batch.after);
    packed += outcome->readings;
    for (auto const& each : outcome->damaged)
      log::error("history_damaged",
                 {{"meter", each.meter}, {"day", each.day}, {"fault", each.fault}});
    batch.after = outcome->last;
    more = outcome->more;
  }
  log::info("history_compacted", {{"project", project}, {"readings", packed}});
  auto const keep = timetable_.history;
  if (keep.readings_days > 0) {
    auto const old = clock_.now() - days(keep.readings_days);
    auto const forgotten = co_await forget(project, old);
    if (!forgotten) co_return forgotten;
  }
  if (keep.traces_days == 0) co_return Result<void>();
  auto const old = clock_.now() - days(keep.traces_days);
  co_return co_await forget_traces(project, old);
}

boost::asio::awaitable<Result<void>> Clockwork::forget(ProjectId project, Instant before) {
  command::ForgetReadings batch{.project = project, .before = before, .after = {0}};
  std::size_t meters = 0;
  for (;;) {
    auto const outcome = co_await store_.submit(batch);
    if (!outcome) co_return outcome.fault();
    meters += outcome->meters;
    if (outcome->last == MeterId{0}) break;
    ENSURE(outcome->last > batch.after);
    batch.after = outcome->last;
  }
  log::info("readings_forgotten", {{"project", project}, {"meters", meters}});
  co_return Result<void>();
}

boost::asio::awaitable<Result<void>> Clockwork::forget_traces(ProjectId project, Instant before) {
  command::ForgetTraces batch{.project = project, .before = before, .after = {0}};
  for (;;) {
    auto const outcome = co_await store_.submit(batch);
    if (!outcome) co_return outcome.fault();
    if (outcome->last == MeterId{0}) co_return Result<void>();
    ENSURE(outcome->last > batch.after);
    batch.after = outcome->last;
  }
}

boost::asio::awaitable<Result<void>> Clockwork::drop_sessions(Instant at) {
  // The longest life of all kinds: whoever asks with an older one is refused anyway.
  auto const life = query::life_of(CallerKind::tenant);
  command::DropSessions drop{at - life.idle, at - life.longest};
  auto const dropped = co_await store_.submit(drop);
  if (!dropped) co_return dropped.fault();
  co_return Result<void>();
}

boost::asio::awaitable<Result<void>> Clockwork::drop_frames(Instant at) {
  command::DropFrames const drop{at - timetable_.frames_kept, kFramesAtOnce};
  for (;;) {
    auto const outcome = co_await store_.submit(drop);
    if (!outcome) co_return outcome.fault();
    if (outcome->dropped < kFramesAtOnce) co_return Result<void>();
  }
}

boost::asio::awaitable<Result<void>> Clockwork::finish(std::string name, Instant through) {
  command::FinishJob job{std::move(name), through};
  auto const finished = co_await store_.submit(std::move(job));
  if (!finished) co_return finished.fault();
  co_return Result<void>();
}

}  // namespace e2ms::field
