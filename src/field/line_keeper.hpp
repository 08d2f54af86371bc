#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "agenda.hpp"
#include "backoff.hpp"
#include "chores.hpp"
#include "conversation.hpp"
#include "e2ms/domain/read_wish.hpp"
#include "e2ms/field/ports.hpp"
#include "frame_tap.hpp"
#include "learnt_book.hpp"
#include "line_plan.hpp"
#include "tally.hpp"

namespace e2ms::field {

/// Owns one line and is the only speaker on it: connects or waits for the gateway's call, carries
/// out supply orders, polls the meters, and keeps the store informed. Lives on the field loop.
/// `ports` outlives the keeper; the keeper outlives its coroutine (see `start`).
class LineKeeper {
 public:
  LineKeeper(FieldPorts const& ports, LinePlan plan);
  ~LineKeeper();
  LineKeeper(LineKeeper const&) = delete;
  LineKeeper& operator=(LineKeeper const&) = delete;

  /// Begins; `ended` is called on the loop when the coroutine is over, after `stop`. Only then may
  /// the keeper be destroyed while the loop runs.
  void start(std::function<void()> ended);
  void stop();

  /// The archives changed. Where the line leads to must be the same: another place is another
  /// keeper.
  void plan(LinePlan plan);
  bool leads_to(query::FleetPlan::Line const& line) const;
  query::FleetPlan::Line const& line() const { return plan_.line; }

  /// A wish for this meter's relay was written, or may have been.
  void supply_wanted(MeterId meter);
  /// A person wants this meter to be read now, since that moment.
  void reading_wanted(MeterId meter, Instant since);
  /// The same of what the archives still hold open: what is known already keeps its pauses.
  void supply_open(MeterId meter);
  void reading_open(MeterId meter, Instant since);
  /// The gateway has called; an earlier connection is closed.
  void arrive(std::unique_ptr<port::Line> line);
  /// Something changed: look instead of sleeping on.
  void wake();

  bool online() const { return line_ && line_->is_open(); }
  LineFigures figures() const;
  FrameTap& tap() { return tap_; }

 private:
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> have_line();
  boost::asio::awaitable<void> await_call();
  boost::asio::awaitable<void> dial();
  boost::asio::awaitable<void> serve();
  boost::asio::awaitable<void> order(MeterId meter);
  boost::asio::awaitable<void> ask(MeterId meter);
  boost::asio::awaitable<void> give_up_asking();
  boost::asio::awaitable<void> tell_missed(MeterId meter, ReadOutcome outcome);
  boost::asio::awaitable<void> poll(MeterId meter);
  boost::asio::awaitable<std::optional<Result<Reading>>> read(MeterId meter, device::Wanted wanted,
                                                              std::function<bool()> interrupt);
  boost::asio::awaitable<void> keep_learnt(MeterId meter, device::Learnt what);
  boost::asio::awaitable<void> look_at_clock(MeterId meter);
  boost::asio::awaitable<void> fetch_freeze(MeterId meter);
  boost::asio::awaitable<bool> keep(MeterId meter, Reading const& reading);
  boost::asio::awaitable<void> note(bool online);
  boost::asio::awaitable<void> nap(Duration span);

  void plan_meters();
  void plan_chores(MeterPlan const& meter);
  Duration freeze_due(MeterId meter, Instant midnight) const;
  Step next_step() const;
  void missed(MeterId meter, Fault fault, Duration spent);
  void answered(MeterId meter);
  void good_line();
  Duration with_jitter(Duration span);
  std::function<void()> waker(std::uint64_t connection);
  device::LineTraits traits();
  Duration now() const { return ports_.clock.elapsed(); }

  FieldPorts const& ports_;
  LinePlan plan_;
  Agenda agenda_;
  Chores chores_;
  /// The midnight each meter is asked for next.
  std::map<MeterId, Instant> next_freeze_;
  /// Meters that would not have their clock written, and when they said so: many count it as a
  /// wrong password, and lock after a few.
  std::map<MeterId, Duration> clock_refused_;
  Backoff dial_pause_{seconds(2), minutes(5)};
  bool dialled_in_vain_ = false;
  device::TransactionIds transactions_;
  LearntBook learnt_;
  std::set<MeterId> silent_;
  Tally tally_;
  FrameTap tap_;

  std::unique_ptr<port::Line> line_;
  std::unique_ptr<port::Line> arrived_;
  std::uint64_t dialled_ = 0;  ///< the number of the newest connection
  std::optional<Conversation> conversation_;
  Duration down_since_{};
  std::optional<bool> noted_;

  boost::asio::cancellation_signal signal_;
  bool stopping_ = false;
  bool napping_ = false;
  bool woken_ = false;
  /// Tells callbacks that are still on their way whether the keeper is there.
  std::shared_ptr<LineKeeper*> self_;
};

}  // namespace e2ms::field
