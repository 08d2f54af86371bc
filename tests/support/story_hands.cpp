#include "e2ms/command/change_hands.hpp"
#include "support/story.hpp"
#include "support/story_words.hpp"

// Who comes into the rooms of a story, and who leaves them.

namespace e2ms::test {

namespace {

constexpr char const* kHanding[] = {
    "done",           "already_done",   "unknown_account",      "already_closed", "not_let",
    "not_vacant",     "unknown_tariff", "tariff_without_price", "note_missing",   "in_the_future",
    "before_opening", "unknown_meter",  "reading_missing",      "reading_exists", "no_position",
    "does_not_fit",   "rates_missing",  "rates_differ",         "figures_missing"};

command::Tenancy tenancy_of(Words const& words) {
  return {.tenant = words.at(2),
          .tariff = std::nullopt,
          .credit_limit = Money::fen(number_behind(words, "credit", 0)),
          .alarm1 = Money::fen(number_behind(words, "alarm1", 2000)),
          .alarm2 = Money::fen(number_behind(words, "alarm2", 500)),
          .reconnect = Money::fen(number_behind(words, "reconnect", 100)),
          .pin_hash = "-"};
}

}  // namespace

command::Handing Story::handing_of(Words const& words) {
  command::Handing order{.project = house_.project,
                         .moment = now_ - minutes(number_behind(words, "ago", 0)),
                         .readings = {},
                         .note = has(words, "wordless") ? "" : "key handed over",
                         .actor = "chief",
                         .at = now_,
                         .rehearsal = has(words, "rehearsed")};
  auto word = std::find(words.begin(), words.end(), "showing");
  auto const& meters = room(subject_).meters;
  for (std::size_t i = 0;
       word != words.end() && ++word != words.end() && i < room(subject_).meters.size(); ++i) {
    if (word->find_first_not_of("0123456789+-") != std::string::npos) break;
    if (*word == "-") continue;
    bool const more = word->front() == '+';
    order.readings.push_back(
        {meters.at(i).id, Energy::wh(std::stoll(*word) + (more ? meters.at(i).total : 0))});
  }
  return order;
}

bool Story::step_on_hands(Words const& words) {
  auto& here = room(subject_);
  auto const& verb = words[0];
  if (verb == "leave")
    hand_over(command::MoveOut{handing_of(words), account()});
  else if (verb == "transfer")
    hand_over(command::TransferAccount{handing_of(words), account(), tenancy_of(words)});
  else if (verb == "movein")
    hand_over(command::MoveIn{handing_of(words), here.id, tenancy_of(words), medium()});
  else
    return false;
  return true;
}

void Story::hand_over(auto const& order) {
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = fault_word(outcome.fault()));
  outcome_ = named(kHanding, outcome->verdict);
  if (!outcome->bill.empty()) outcome_ += " " + outcome->bill;
  if (outcome->verdict != command::Handing::Verdict::done) return;
  if (order.handing.rehearsal) {
    outcome_ += " " + std::to_string(outcome->balance.fen());
    return;
  }
  auto& here = room(subject_);
  here.left.push_back(here.account);
  here.account = outcome->came;
  for (auto const& reading : order.handing.readings)
    for (auto& meter : here.meters)
      if (meter.id == reading.meter && order.handing.moment > meter.last_at) {
        meter.last_at = order.handing.moment;
        meter.total = reading.total.wh();
      }
}

AccountId Story::account() {
  auto const& here = room(subject_);
  if (!subject_left_) return here.account;
  return here.left.empty() ? AccountId{999} : here.left.back();
}

}  // namespace e2ms::test
