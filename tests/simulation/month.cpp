#include "month.hpp"

#include <utility>

#include "e2ms/command/decide_reading.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/command/supply.hpp"
#include "e2ms/domain/supply.hpp"

namespace e2ms::simulation {
namespace {

constexpr Instant kStart{1'795'392'000'000};  // 2026-11-23 08:00 in the town
constexpr Duration kCalm = hours(15);         // before the end
constexpr Duration kRest = hours(6);          // before the end
constexpr std::int64_t kDay = 86'400;
/// Registers show 10 Wh steps at worst.
constexpr std::int64_t kStepWh = 10;

}  // namespace

Month::Month(std::uint64_t seed, int days)
    : dice_(seed),
      start_(kStart),
      now_(kStart),
      end_(kStart + e2ms::days(days)),
      calm_from_(end_ - kCalm),
      rest_from_(end_ - kRest),
      town_(dice_, kStart),
      checks_(town_, kStart) {}

void Month::run() {
  begin_life();
  plan_people();
  plan_faults();
  for (auto day = start_ + days(1); day < end_; day = day + days(1))
    at(day, [this] { checks_.daily(now_, intents_); });
  auto const switched = start_ + Duration{(end_ - start_).ms * 2 / 5} + hours(3);
  at(switched - days(1), [this, switched] { town_.publish_second_terms(switched, now_); });
  checks_.terms_change(switched);
  at(calm_from_, [this] { heal(); });
  at(rest_from_, [this] { rest(); });
  while (!plan_.empty() && plan_.begin()->first < end_.ms) {
    auto const next = plan_.extract(plan_.begin());
    pass_to({next.key()});
    next.mapped()();
  }
  pass_to(end_);
  checks_.daily(now_, intents_);
  checks_.at_end(now_, intents_);
  for (auto const& gateway : town_.gateways)
    tally_.moves += static_cast<std::int64_t>(gateway->moves().size());
}

void Month::after(std::int64_t least_s, std::int64_t most_s, std::function<void()> what) {
  at(now_ + seconds(dice_.between(least_s, most_s)), std::move(what));
}

/// What was due while the daemon was down happens late.
void Month::pass_to(Instant when) {
  while (now_ < when) {
    try {
      life_->pass(when - now_);
      now_ = when;
    } catch (Crash const&) {
      now_ = life_->now() + seconds(dice_.between(2, 120));
      ++tally_.lives;
      begin_life();
    }
  }
}

void Month::begin_life() {
  life_.reset();
  crash_in_writes_ = 0;
  crash_in_frames_ = 0;
  life_ = std::make_unique<Life>(town_, dice_, now_,
                                 Hooks{.fate = [this] { return fate(); },
                                       .crash_at_frame = [this] { return crash_at_frame(); }});
}

Fate Month::fate() {
  if (calm()) return Fate::kept;
  if (crash_in_writes_ > 0 && --crash_in_writes_ == 0)
    return dice_.one_in(2) ? Fate::lost_in_crash : Fate::kept_before_crash;
  if (!dice_.one_in(400)) return Fate::kept;
  ++tally_.refused;
  return Fate::refused;
}

bool Month::crash_at_frame() {
  return crash_in_frames_ > 0 && --crash_in_frames_ == 0;
}

void Month::arm_crash() {
  switch (dice_.between(0, 2)) {
    case 0:
      life_->crash_after(milliseconds(dice_.between(0, 60'000)));
      break;
    case 1:
      crash_in_writes_ = dice_.between(1, 40);
      break;
    case 2:
      crash_in_frames_ = dice_.between(1, 80);
      break;
  }
  after(kDay / 6, kDay / 2, [this] { arm_crash(); });
}

void Month::plan_people() {
  for (auto const account : town_.accounts) {
    bool const lazy = dice_.one_in(3);
    after(60, kDay, [this, account, lazy] { tenant_turn(account, lazy); });
  }
  after(3'600, kDay / 2, [this] { manager_turn(); });
  after(kDay, 2 * kDay, [this] { reverse_some(); });
  after(1'800, 3'600, [this] { doubts_turn(); });
  after(kDay, 2 * kDay, [this] { surveyor_turn(); });
  after(kDay, 2 * kDay, [this] { fitter_turn(); });
  at(start_ + Duration{(end_ - start_).ms * 2 / 3}, [this] { ratio_turn(); });
  after(kDay / 6, kDay / 2, [this] { arm_crash(); });
}

/// A lazy tenant pays when it is dark, everybody else now and then.
void Month::tenant_turn(AccountId account, bool lazy) {
  if (calm()) return;
  auto const level = town_.number("SELECT level FROM account_state WHERE account = " +
                                  std::to_string(account.value));
  bool const waits = lazy && level < static_cast<std::int64_t>(WarningLevel::arrears);
  if (!waits) {
    auto const reference = "slip-" + std::to_string(intents_.size());
    intents_.push_back({account, Money::fen(dice_.between(3'00, 30'00)), reference});
    auto const intent = intents_.size() - 1;
    pay(intent);
    if (dice_.one_in(12)) pay(intent);
    if (dice_.one_in(8)) after(30, kDay, [this, intent] { pay(intent); });
  }
  after(kDay / 4, waits ? kDay : 3 * kDay, [this, account, lazy] { tenant_turn(account, lazy); });
}

/// Tried with the same key until there was an answer.
void Month::pay(std::size_t intent) {
  auto& slip = intents_[intent];
  slip.tried = true;
  ++tally_.payments;
  command::TakePayment payment{.account = slip.account,
                               .amount = slip.amount,
                               .channel = Channel::cash,
                               .reference = slip.reference,
                               .at = life_->now(),
                               .actor = "cashier",
                               .note = ""};
  life_->order(std::move(payment), [this, intent](auto outcome) { paid(intent, outcome); });
  after(20, 900, [this, intent] {
    if (!intents_[intent].answered) pay(intent);
  });
}

void Month::paid(std::size_t intent, Result<command::TakePayment::Outcome> const& outcome) {
  using Verdict = command::TakePayment::Verdict;
  if (!outcome) return;
  auto& slip = intents_[intent];
  bool const good =
      outcome->verdict == Verdict::credited || outcome->verdict == Verdict::already_credited;
  if (outcome->verdict == Verdict::credited) ++slip.credited;
  if (!good || slip.credited > 1) checks_.found("payment " + slip.reference + " answered wrongly");
  slip.answered = true;
  slip.top_up = outcome->top_up;
}

void Month::manager_turn() {
  if (calm()) return;
  auto const& place = town_.places[static_cast<std::size_t>(
      dice_.between(0, static_cast<std::int64_t>(town_.places.size()) - 1))];
  after(1'800, kDay / 4, [this] { manager_turn(); });
  if (!place.has_relay) return;
  auto const meter = place.meter;
  hold(meter, dice_.one_in(2) ? Relay::open : Relay::closed);
  // Some holds are forgotten.
  if (!dice_.one_in(10)) after(600, kDay, [this, meter] { hold(meter, std::nullopt); });
}

void Month::hold(MeterId meter, std::optional<Relay> wanted) {
  if (calm()) return;
  ++tally_.holds;
  command::HoldSupply order{
      .meter = meter, .wanted = wanted, .at = life_->now(), .actor = "manager", .note = "test"};
  life_->order(std::move(order), [](auto) {});
}

void Month::reverse_some() {
  if (calm()) return;
  if (!intents_.empty()) {
    auto const& slip = intents_[static_cast<std::size_t>(
        dice_.between(0, static_cast<std::int64_t>(intents_.size()) - 1))];
    command::ReversePayment order{
        .top_up = slip.top_up, .at = life_->now(), .actor = "manager", .reason = "test"};
    if (slip.answered) life_->order(std::move(order), [](auto) {});
  }
  after(kDay, 3 * kDay, [this] { reverse_some(); });
}

/// Somebody goes through the doubtful readings as long as there are any, also when all is calm.
void Month::doubts_turn() {
  after(1'800, 3'600, [this] { doubts_turn(); });
  for (auto const& place : town_.places) {
    // Whoever looks at the meter sees that it is another one.
    if (place.fits_since > now_) continue;
    auto const doubt = town_.texts(
        "SELECT r.taken_at || ' ' || r.total_wh FROM reading r JOIN meter_state s USING (meter)"
        " WHERE meter = " +
        std::to_string(place.meter.value) +
        " AND r.verdict NOT IN (0, 5) AND r.taken_at > s.last_at AND r.taken_at >"
        " coalesce((SELECT max(taken_at) FROM reading_decision d WHERE d.meter = s.meter), 0)"
        " ORDER BY r.taken_at DESC LIMIT 1");
    if (doubt.empty()) continue;
    auto const space = doubt.front().find(' ');
    decide(place, {std::stoll(doubt.front().substr(0, space))},
           std::stoll(doubt.front().substr(space + 1)));
  }
}

/// Looks at the meter itself: a reading is right when the meter can have shown it then.
void Month::decide(Place const& place, Instant taken_at, std::int64_t read_wh) {
  auto const unread = town_.true_wh(place, now_) - read_wh;
  auto const most = place.peak_w * (now_ - taken_at).ms / hours(1).ms + kStepWh;
  bool const right = unread >= 0 && unread <= most;
  auto const last = town_.number("SELECT last_wh FROM meter_state WHERE meter = " +
                                 std::to_string(place.meter.value));
  auto const decision = !right           ? ReadingDecision::discard
                        : read_wh < last ? ReadingDecision::rebase
                                         : ReadingDecision::accept;
  ++tally_.decisions;
  command::DecideReading order{.meter = place.meter,
                               .taken_at = taken_at,
                               .decision = decision,
                               .note = "compared with the meter",
                               .actor = "manager",
                               .at = life_->now()};
  life_->order(std::move(order), [](auto) {});
}

/// Somebody who looked at a meter some hours ago brings what it showed, or finds that a reading of
/// then was none.
void Month::surveyor_turn() {
  if (calm()) return;
  after(kDay / 8, kDay / 2, [this] { surveyor_turn(); });
  auto const& place = town_.places[static_cast<std::size_t>(
      dice_.between(0, static_cast<std::int64_t>(town_.places.size()) - 1))];
  auto const ago = std::to_string((now_ - seconds(dice_.between(3'600, 3 * kDay))).ms);
  auto const around = town_.texts(
      "SELECT taken_at || ' ' || total_wh FROM baseline WHERE meter = " +
      std::to_string(place.meter.value) + " AND taken_at > " + ago + " ORDER BY taken_at LIMIT 2");
  if (around.size() < 2) return;
  auto const parse = [](std::string const& row) {
    auto const space = row.find(' ');
    return std::pair{std::stoll(row.substr(0, space)), std::stoll(row.substr(space + 1))};
  };
  auto const [from_at, from_wh] = parse(around[0]);
  auto const [to_at, to_wh] = parse(around[1]);
  ++tally_.surveys;
  if (dice_.one_in(3)) {
    command::VoidReading order{place.meter, {to_at}, "misread", "surveyor", life_->now()};
    return life_->order(std::move(order), [](auto) {});
  }
  auto const between = [this](std::int64_t from, std::int64_t to) {
    return to > from ? dice_.between(from, to) : from;
  };
  command::EnterReading order{place.meter,
                              {between(from_at, to_at)},
                              Energy::wh(between(from_wh, to_wh)),
                              {},
                              dice_.one_in(4),
                              "looked at the meter",
                              "surveyor",
                              life_->now()};
  life_->order(std::move(order), [](auto) {});
}

std::string Month::digest() {
  return checks_.digest();
}

}  // namespace e2ms::simulation
