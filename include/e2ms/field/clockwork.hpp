#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "e2ms/base/result.hpp"
#include "e2ms/base/zone.hpp"
#include "e2ms/port/clock.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "e2ms/store/store.hpp"

namespace e2ms::field {

/// How long a meter's readings are kept, and in which form.
struct HistoryRules {
  std::int64_t compact_hour = 3;        ///< of the project's day: when closed days are packed
  std::int64_t compact_after_days = 2;  ///< a day is packed when it is over for so long
  std::int64_t readings_days = 0;       ///< packed readings are forgotten after; 0: never
  std::int64_t traces_days = 400;       ///< looks at clocks, texts of freezes; 0: never
};

/// When the clockwork's own jobs are due.
struct Timetable {
  Zone zone;                             ///< of the nightly verification
  Duration verify_after = minutes(150);  ///< local midnight
  Duration close_day_after = hours(1);   ///< local midnight: what comes later is the next day's
  Duration close_bills_after = days(1);  ///< the end of their month
  Duration sessions_every = minutes(15);
  HistoryRules history{};
  Duration frames_every = hours(1);  ///< old ones are forgotten
  Duration frames_kept = days(7);
};

/// What happens because of the time of day: posting the months of sharing groups that
/// do so by themselves and settling each project at its local midnight, closing
/// the day, the nightly verification of the ledger, packing each project's closed days, forgetting
/// old sign-ins and old records of lines. How far each job got is kept in the store, so what was
/// missed while the daemon was down is done once, at the start, in order; and a clock that is set
/// back by up to a day repeats nothing. Lives on the field loop; `clock` and `store` outlive it.
class Clockwork {
 public:
  Clockwork(boost::asio::any_io_executor loop, port::Clock& clock, store::Store& store,
            Timetable timetable);
  Clockwork(Clockwork const&) = delete;
  Clockwork& operator=(Clockwork const&) = delete;

  /// Only after `stopped` was called may the clockwork be destroyed while the loop runs.
  void start();
  void stop(std::function<void()> stopped);

 private:
  struct Job;

  boost::asio::awaitable<void> run();
  boost::asio::awaitable<Result<Instant>> do_due_jobs();
  boost::asio::awaitable<Result<void>> do_job(Job job);
  boost::asio::awaitable<Result<void>> perform(Job job);
  boost::asio::awaitable<Result<void>> settle(ProjectId project, Instant at);
  boost::asio::awaitable<Result<std::size_t>> divide_months(ProjectId project, Instant at);
  boost::asio::awaitable<Result<void>> close_day(Instant until, Instant at);
  boost::asio::awaitable<Result<void>> verify(Instant at);
  boost::asio::awaitable<Result<void>> compact(ProjectId project, Instant before);
  boost::asio::awaitable<Result<void>> forget(ProjectId project, Instant before);
  boost::asio::awaitable<Result<void>> forget_traces(ProjectId project, Instant before);
  boost::asio::awaitable<Result<void>> drop_sessions(Instant at);
  boost::asio::awaitable<Result<void>> drop_frames(Instant at);
  boost::asio::awaitable<Result<void>> finish(std::string name, Instant through);
  bool is_done(Instant through, Instant due) const;
  std::vector<Job> jobs(query::ClockJobs::Answer const& known) const;

  boost::asio::any_io_executor loop_;
  port::Clock& clock_;
  store::Store& store_;
  Timetable timetable_;
  boost::asio::cancellation_signal signal_;
  std::function<void()> stopped_;
  bool stopping_ = false;
  bool running_ = false;
};

}  // namespace e2ms::field
