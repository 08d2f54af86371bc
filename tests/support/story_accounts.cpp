#include "e2ms/base/zone.hpp"
#include "e2ms/command/set_payment_mode.hpp"
#include "e2ms/command/subsidise.hpp"
#include "e2ms/domain/settlement.hpp"
#include "e2ms/query/bill_page.hpp"
#include "e2ms/query/board.hpp"
#include "e2ms/query/subsidy_page.hpp"
#include "support/story.hpp"
#include "support/story_words.hpp"

// What a story tells of subsidies and of accounts that pay afterwards.

namespace e2ms::test {

namespace {

constexpr char const* kGranting[] = {"granted",         "already_granted", "key_used_otherwise",
                                     "unknown_account", "month_closed",    "wrong_span",
                                     "not_allowed",     "note_missing"};
constexpr char const* kEnding[] = {"ended", "already_ended", "unknown_subsidy", "month_begun",
                                   "note_missing"};
constexpr char const* kMode[] = {"set", "already_so", "unknown_account", "not_allowed",
                                 "note_missing"};

std::optional<std::string> text_behind(Words const& words, std::string_view word) {
  auto const found = std::find(words.begin(), words.end(), word);
  if (found == words.end() || found + 1 == words.end()) return std::nullopt;
  return found[1];
}

std::optional<std::int64_t> number_if(Words const& words, std::string_view word) {
  if (!has(words, word)) return std::nullopt;
  return number_behind(words, word, 0);
}

std::string told(auto const& names, auto const& outcome) {
  return outcome ? named(names, outcome->verdict)
                 : "fault " + std::string(word(outcome.fault().code));
}

Zone const& shanghai() {
  static Zone const zone = Zone::named("Asia/Shanghai").value();
  return zone;
}

/// What the first page says.
std::string charged_today(House& house, Instant now) {
  auto const home = house.ask(query::Home{house.project, now, shanghai().start_of_day_at(now)});
  return home ? std::to_string(home->charged.fen()) : "fault";
}

/// At the pace of the last seven days.
std::string cost_per_day(House& house, AccountId account, Instant now) {
  auto const places = house.ask(query::BoardOf{house.project, now, std::nullopt, account});
  auto const spent = house.ask(query::Outlook{house.project, now});
  if (!places || !spent) return "fault";
  auto const daily = query::until(*spent, places->front(), now).daily;
  return daily ? std::to_string(daily->fen()) : "none";
}

}  // namespace

void Story::grant(Words const& words) {
  auto const key = text_behind(words, "key").value_or("g");
  command::GrantSubsidy const order{
      .project = house_.project,
      .account = account(),
      .key = key,
      .unit = words.at(3) == "kwh" ? SubsidyUnit::kwh : SubsidyUnit::yuan,
      .quantity = std::stoll(words.at(2)),
      .persons = number_if(words, "each"),
      .first_month = text_behind(words, "from").value_or(bill_at(now_, shanghai())),
      .last_month = text_behind(words, "to"),
      .note = "as agreed",
      .actor = "chief",
      .at = now_};
  auto const outcome = house_.submit(order);
  outcome_ = told(kGranting, outcome);
  if (outcome && outcome->id.value != 0) grants_[key] = outcome->id;
}

void Story::end(Words const& words) {
  auto const known = grants_.find(words.at(2));
  command::EndSubsidy const order{.project = house_.project,
                                  .subsidy = known == grants_.end() ? SubsidyId{99} : known->second,
                                  .from_month = words.at(4),
                                  .note = "no longer",
                                  .actor = "chief",
                                  .at = now_};
  outcome_ = told(kEnding, house_.submit(order));
}

void Story::set_mode(Words const& words) {
  command::SetPaymentMode const order{
      .project = house_.project,
      .account = account(),
      .mode = words.at(2) == "postpaid" ? PaymentMode::postpaid : PaymentMode::prepaid,
      .due_days = number_if(words, "days"),
      .note = "as agreed",
      .actor = "chief",
      .at = now_};
  outcome_ = told(kMode, house_.submit(order));
}

std::optional<std::string> Story::look_at_dues(Words const& words) {
  auto const& what = words.at(0);
  if (what == "today") return charged_today(house_, now_);
  if (what == "per_day") return cost_per_day(house_, account(), now_);
  bool const asked = what == "subsidised" || what == "used" || what == "overdue" ||
                     what == "unpaid" || what == "due";
  if (!asked) return std::nullopt;
  auto const account = this->account();
  if (what == "overdue" || what == "subsidised") {
    query::BoardOf const board{
        .project = house_.project, .at = now_, .meter = std::nullopt, .account = account};
    auto const places = house_.ask(board);
    if (!places) return "fault";
    if (what == "subsidised") return places->front().subsidised ? "yes" : "no";
    return std::to_string(places->front().overdue().fen());
  }
  if (what == "used") {
    auto const month = house_.ask(query::SubsidyMonth{account, bill_at(now_, shanghai())});
    if (!month) return "fault";
    for (auto const& one : *month)
      if (one.id == grants_.at(words.at(1)))
        return words.at(1) + " " + std::to_string(one.paid.fen());
    return words.at(1) + " nothing";
  }
  auto const bills = house_.ask(query::Bills{account, now_});
  if (!bills) return "fault";
  for (auto const& bill : *bills)
    if (bill.id == words.at(1) && bill.due)
      return words.at(1) + " " +
             (what == "due" ? to_iso(bill.due->at).substr(0, std::string("2026-11-23T16:00").size())
                            : std::to_string(bill.due->unpaid.fen()));
  return words.at(1) + " none";
}

}  // namespace e2ms::test
