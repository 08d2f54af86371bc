#include "support/story.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "e2ms/command/archive.hpp"
#include "e2ms/command/decide_reading.hpp"
#include "e2ms/command/enter_reading.hpp"
#include "e2ms/command/record_reading.hpp"
#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/command/supply.hpp"
#include "e2ms/command/take_payment.hpp"
#include "e2ms/document/tariff_json.hpp"
#include "e2ms/query/ledger_audit.hpp"
#include "support/story_words.hpp"

namespace e2ms::test {

namespace {

constexpr char const* kReading[] = {"accepted", "quarantined", "already_recorded", "unknown_meter"};
constexpr char const* kWhy[] = {"accepted",     "went_down",   "jumped",      "not_later",
                                "rates_differ", "unconfirmed", "rolled_over", "retired"};
constexpr char const* kDecision[] = {"decided",       "already_decided", "decided_otherwise",
                                     "outdated",      "below_baseline",  "no_position",
                                     "note_missing",  "unknown_meter",   "digits_missing",
                                     "digits_differ", "does_not_fit"};
constexpr char const* kEntering[] = {
    "entered",        "already_entered", "taken_otherwise", "unknown_meter", "in_the_future",
    "before_opening", "no_position",     "does_not_fit",    "note_missing",  "meter_retired"};
constexpr char const* kVoiding[] = {"voided",     "already_void", "unknown_reading",
                                    "is_opening", "note_missing", "is_boundary"};
constexpr char const* kPayment[] = {"credited", "already_credited", "key_used_otherwise",
                                    "unknown_account", "amount_not_allowed"};
constexpr char const* kReversal[] = {"reversed", "already_reversed", "unknown_top_up"};
constexpr char const* kHold[] = {"noted", "unknown_meter", "no_relay", "meter_retired"};
constexpr char const* kConfirm[] = {"confirmed", "still_wanted", "no_wish"};
constexpr char const* kArchived[] = {"added",        "name_taken",  "unknown_reference", "too_late",
                                     "no_price_yet", "wrong_terms", "other_medium"};

}  // namespace

Story::Story(House::Rules const& rules)
    : house_(rules), terms_(rules.terms), now_(*from_iso("2026-11-23T00:00:00Z")) {}

void Story::tell(std::string_view text) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    auto const arrow = line.find("->");
    auto const words = split(line.substr(0, arrow));
    if (!words.empty() && words[0][0] == '#') continue;
    if (words.empty()) {
      // A line that begins with the arrow goes on looking at the last step.
      if (arrow != std::string::npos) expect(line, std::string_view(line).substr(arrow + 2));
      continue;
    }
    outcome_.clear();
    last_message_ = house_.number("SELECT coalesce(max(id), 0) FROM message");
    step(words);
    if (arrow != std::string::npos) expect(line, std::string_view(line).substr(arrow + 2));
  }
}

void Story::step(Words const& words) {
  auto const& verb = words[0];
  subject_gone_ = verb == "old";
  subject_left_ = verb == "left";
  subject_is_water_ = verb == "water";
  if (subject_is_water_) {
    subject_ = words.at(2) + "'s water";
    subject_meter_ = 0;
    if (!step_on_meter({words.begin() + 1, words.end()})) ADD_FAILURE() << "no such step";
  } else if (subject_gone_ || subject_left_) {
    subject_ = words.at(2);
    subject_meter_ = 0;
    if (!step_on_meter({words.begin() + 1, words.end()})) ADD_FAILURE() << "no such step";
  } else if (verb == "at")
    now_ = from_iso(words.at(1)).value();
  else if (verb == "wait")
    pass(std::stoll(words.at(1)));
  else if (verb == "settle")
    settle();
  else if (verb == "price")
    publish(document::flat_document({std::stoll(words.at(1))}), words.at(3));
  else if (verb == "terms")
    publish(terms_, words.at(1));
  else if (verb == "reverse")
    reverse(words.at(1));
  else if (verb == "audit")
    outcome_ = findings().empty() ? "clean" : findings().front();
  else if (step_on_share(words) || step_at_desk(words))
    return;
  else {
    auto const slash = words.at(1).find('/');
    subject_ = words[1].substr(0, slash);
    subject_meter_ = slash == std::string::npos ? 0 : std::stoul(words[1].substr(slash + 1)) - 1;
    if (!step_on_meter(words)) ADD_FAILURE() << "no such step: " << verb;
  }
}

bool Story::step_on_meter(Words const& words) {
  auto const& verb = words[0];
  if (verb == "meter")
    add_meter(words);
  else if (verb == "room")
    add_room(words);
  else if (verb == "open")
    open(words);
  else if (verb == "pay")
    pay(words);
  else if (verb == "use") {
    pass(number_behind(words, "after", 10));
    read(meter().total + std::stoll(words.at(2)), now_);
  } else if (verb == "read") {
    pass(number_behind(words, "after", 1));
    read(std::stoll(words.at(2)), now_);
  } else if (verb == "glimpse") {
    pass(number_behind(words, "after", 1));
    read_once(std::stoll(words.at(2)), now_);
  } else if (verb == "again")
    read_once(meter().total, meter().last_at);
  else if (verb == "decide")
    decide(words);
  else if (verb == "enter")
    enter(words);
  else if (verb == "void")
    take_back(words);
  else if (verb == "swap")
    swap(words);
  else if (verb == "ratio")
    change_ratio(words);
  else if (verb == "grant")
    grant(words);
  else if (verb == "end")
    end(words);
  else if (verb == "mode")
    set_mode(words);
  else if (verb == "figures")
    enter_figures(words);
  else if (verb == "hold")
    hold(words.at(2));
  else if (verb == "obey")
    obey();
  else if (verb == "seen")
    confirm(words.at(2) == "open" ? Relay::open : Relay::closed);
  else if (step_on_hands(words))
    return true;
  else if (verb == "moved")
    meter().relay = words.at(2) == "open" ? Relay::open : Relay::closed;
  else
    return verb == "look";
  return true;
}

void Story::expect(std::string const& line, std::string_view expectations) {
  std::istringstream items{std::string(expectations)};
  for (std::string item; std::getline(items, item, ',');) {
    auto const words = split(item);
    auto const seen = look(words);
    if (seen)
      EXPECT_EQ(words[0] + " " + *seen, join(words, " ", 0)) << "after: " << line;
    else
      EXPECT_EQ(outcome_, join(words, " ", 0)) << "after: " << line;
  }
}

std::vector<std::string> Story::findings() {
  auto const audit = house_.ask(query::LedgerAudit{});
  if (!audit) return {fault_word(audit.fault())};
  return audit->findings;
}

Story::Room& Story::room(std::string const& name) {
  return rooms_.at(name);
}

Story::Meter& Story::meter() {
  auto& here = room(subject_);
  return subject_gone_ ? here.gone.back() : here.meters.at(subject_meter_);
}

void expect_story(std::string_view text, House::Rules const& rules) {
  Story story(rules);
  story.tell(text);
  EXPECT_EQ(listed(story.findings()), "none") << "the audit after the story";
}

// The steps ---------------------------------------------------------------------------------------

void Story::add_room(Words const& words) {
  command::AddRoom const order{house_.project, "tower", "1", words.at(1)};
  auto beside = rooms_.find(words.at(1));
  if (beside == rooms_.end()) beside = rooms_.find(words.at(1) + "'s water");
  Room made{.id = beside == rooms_.end() ? house_.submit(order)->id : beside->second.id,
            .meters = {}};
  rooms_.emplace(subject_, std::move(made));
  for (auto i = number_behind(words, "meters", 1); i > 0; --i) add_meter(words);
}

void Story::open(Words const& words) {
  if (!rooms_.count(subject_)) add_room(words);
  command::OpenAccount const order{.room = room(subject_).id,
                                   .tenant = words.at(1),
                                   .tariff = subject_is_water_ ? house_.water : house_.tariff,
                                   .credit_limit = Money::fen(number_behind(words, "credit", 0)),
                                   .alarm1 = Money::fen(number_behind(words, "alarm1", 2000)),
                                   .alarm2 = Money::fen(number_behind(words, "alarm2", 500)),
                                   .reconnect = Money::fen(number_behind(words, "reconnect", 100)),
                                   .pin_hash = "-",
                                   .at = now_};
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kArchived, outcome->verdict) : fault_word(outcome.fault());
  if (outcome && outcome->id.value != 0) room(subject_).account = outcome->id;
}

void Story::read(std::int64_t total, Instant at) {
  if (meter().last_at == Instant{}) read_once(total, at - seconds(1));
  read_once(total, at);
}

void Story::read_once(std::int64_t total, Instant at) {
  command::RecordReading order{meter().id, {}};
  order.reading.taken_at = at;
  order.reading.total = Energy::wh(total);
  order.reading.relay = meter().relay;
  order.reading.raw = "68";
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = fault_word(outcome.fault()));
  outcome_ = named(kReading, outcome->verdict);
  if (outcome->verdict == command::RecordReading::Verdict::quarantined)
    outcome_ += " " + named(kWhy, outcome->why);
  if (outcome->verdict == command::RecordReading::Verdict::already_recorded) return;
  meter().told.emplace_back(at, total);
  if (outcome->verdict != command::RecordReading::Verdict::accepted) return;
  meter().total = total;
  meter().last_at = at;
}

void Story::decide(Words const& words) {
  constexpr char const* kKinds[] = {"accept", "rebase", "discard"};
  auto const kind = std::find(std::begin(kKinds), std::end(kKinds), words.at(2));
  auto const ago = static_cast<std::size_t>(number_behind(words, "ago", 0));
  auto const digits = number_behind(words, "digits", 0);
  auto const& told = meter().told;
  auto const [at, total] =
      ago < told.size() ? told[told.size() - 1 - ago] : std::pair{Instant{}, std::int64_t{0}};
  command::DecideReading const order{meter().id,
                                     at,
                                     ReadingDecision(kind - std::begin(kKinds)),
                                     has(words, "wordless") ? "" : "looked at the meter",
                                     "chief",
                                     now_,
                                     digits == 0 ? std::nullopt : std::optional(digits)};
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = fault_word(outcome.fault()));
  outcome_ = named(kDecision, outcome->verdict);
  bool const counts = order.decision != ReadingDecision::discard;
  if (outcome->verdict != command::DecideReading::Verdict::decided || !counts) return;
  meter().total = total;
  meter().last_at = at;
}

void Story::enter(Words const& words) {
  auto const at = now_ - minutes(number_behind(words, "ago", 0));
  auto const total = std::stoll(words.at(2));
  command::EnterReading const order{
      meter().id, at,  Energy::wh(total), {}, has(words, "estimated"), "looked at the meter",
      "chief",    now_};
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = fault_word(outcome.fault()));
  outcome_ = named(kEntering, outcome->verdict);
  if (at > meter().last_at && outcome->verdict == command::EnterReading::Verdict::entered) {
    meter().last_at = at;
    meter().total = total;
  }
}

void Story::take_back(Words const& words) {
  command::VoidReading const order{meter().id, now_ - minutes(number_behind(words, "ago", 0)),
                                   "misread", "chief", now_};
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kVoiding, outcome->verdict) : fault_word(outcome.fault());
}

void Story::pay(Words const& words) {
  auto const reference = words.at(4);
  command::TakePayment const order{account(),
                                   Money::fen(std::stoll(words.at(2))),
                                   has(words, "bank") ? Channel::bank_transfer : Channel::cash,
                                   reference,
                                   now_,
                                   "cashier",
                                   "",
                                   has(words, "fees") ? Purpose::fees : Purpose::electricity};
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = fault_word(outcome.fault()));
  outcome_ = named(kPayment, outcome->verdict);
  if (outcome->top_up.value != 0) top_ups_[reference] = outcome->top_up;
}

void Story::reverse(std::string const& reference) {
  auto const known = top_ups_.find(reference);
  TopUpId const top_up = known == top_ups_.end() ? TopUpId{999} : known->second;
  command::ReversePayment const order{top_up, now_, "chief", "counted wrong"};
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kReversal, outcome->verdict) : fault_word(outcome.fault());
}

void Story::hold(std::string const& wanted) {
  std::optional<Relay> relay;
  if (wanted != "auto") relay = wanted == "off" ? Relay::open : Relay::closed;
  command::HoldSupply const order{meter().id, relay, now_, "chief", "because"};
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kHold, outcome->verdict) : fault_word(outcome.fault());
}

void Story::obey() {
  auto const wanted =
      house_.number("SELECT coalesce(max(wanted), -1) FROM supply_wish WHERE meter = " +
                    std::to_string(meter().id.value));
  if (wanted >= 0) meter().relay = static_cast<Relay>(wanted);
  confirm(meter().relay.value());
}

void Story::confirm(Relay relay) {
  meter().relay = relay;
  auto const outcome = house_.submit(command::ConfirmSupply{meter().id, relay, now_});
  outcome_ = outcome ? named(kConfirm, outcome->verdict) : fault_word(outcome.fault());
}

void Story::settle() {
  posted_ = 0;
  divide_automatic_months();
  for (AccountId after{0};;) {
    command::SettleAccounts const order{house_.project, now_, after, 2};
    auto const outcome = house_.submit(order);
    if (!outcome) return static_cast<void>(outcome_ = fault_word(outcome.fault()));
    posted_ += static_cast<std::int64_t>(outcome->posted);
    if (outcome->last.value == 0) return;
    after = outcome->last;
  }
}

void Story::publish(std::string const& terms, std::string const& from) {
  command::PublishTariff const order{house_.project, prices_water(terms) ? "water" : "flat",
                                     from_iso(from).value(), terms, now_};
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kArchived, outcome->verdict) : fault_word(outcome.fault());
}

}  // namespace e2ms::test
