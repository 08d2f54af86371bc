#include "e2ms/command/adjust_account.hpp"
#include "e2ms/command/pay_out.hpp"
#include "e2ms/command/unassigned_money.hpp"
#include "support/story.hpp"
#include "support/story_words.hpp"

// What a story tells of money at the desk beside top-ups.

namespace e2ms::test {

namespace {

constexpr char const* kPaying[] = {"paid_out",        "already_paid_out",   "key_used_otherwise",
                                   "unknown_account", "amount_not_allowed", "more_than_there_is",
                                   "note_missing"};
constexpr char const* kTakingBack[] = {"reversed", "already_reversed", "unknown_pay_out"};
constexpr char const* kAdjusting[] = {"put_right",       "already_put_right",  "key_used_otherwise",
                                      "unknown_account", "amount_not_allowed", "note_missing"};
constexpr char const* kReceiving[] = {"received", "already_received", "key_used_otherwise",
                                      "amount_not_allowed"};
constexpr char const* kAssigning[] = {"assigned",    "already_assigned",   "key_used_otherwise",
                                      "not_waiting", "unknown_unassigned", "unknown_account"};
constexpr char const* kReturning[] = {"returned",    "already_returned",   "key_used_otherwise",
                                      "not_waiting", "unknown_unassigned", "note_missing"};

std::string told(auto const& names, auto const& outcome) {
  return outcome ? named(names, outcome->verdict)
                 : "fault " + std::string(word(outcome.fault().code));
}

Purpose purpose_in(std::vector<std::string> const& words) {
  return has(words, "fees") ? Purpose::fees : Purpose::electricity;
}

Channel channel_in(std::vector<std::string> const& words, Channel otherwise) {
  if (has(words, "bank")) return Channel::bank_transfer;
  if (has(words, "card")) return Channel::card;
  return has(words, "cash") ? Channel::cash : otherwise;
}

std::string behind(std::vector<std::string> const& words, std::string_view word,
                   std::string const& otherwise) {
  auto const found = std::find(words.begin(), words.end(), word);
  return found == words.end() || found + 1 == words.end() ? otherwise : found[1];
}

std::string note_in(std::vector<std::string> const& words) {
  return has(words, "wordless") ? "" : "as agreed";
}

}  // namespace

bool Story::step_at_desk(Words const& words) {
  auto const& verb = words[0];
  if (verb == "refund")
    refund(words);
  else if (verb == "unrefund")
    take_refund_back(words.at(1));
  else if (verb == "adjust")
    adjust(words);
  else if (verb == "receive")
    receive(words);
  else if (verb == "assign")
    assign(words);
  else if (verb == "return")
    send_back(words);
  else
    return false;
  return true;
}

void Story::refund(Words const& words) {
  subject_ = words.at(1);
  auto const reference = behind(words, "ref", "");
  auto const outcome = house_.submit(command::PayOut{.project = house_.project,
                                                     .account = room(subject_).account,
                                                     .purpose = purpose_in(words),
                                                     .amount = Money::fen(std::stoll(words.at(2))),
                                                     .channel = channel_in(words, Channel::cash),
                                                     .reference = reference,
                                                     .note = note_in(words),
                                                     .actor = "cashier",
                                                     .at = now_});
  outcome_ = told(kPaying, outcome);
  if (outcome && outcome->pay_out.value != 0) pay_outs_[reference] = outcome->pay_out;
}

void Story::take_refund_back(std::string const& reference) {
  auto const known = pay_outs_.find(reference);
  outcome_ =
      told(kTakingBack, house_.submit(command::ReversePayOut{
                            .project = house_.project,
                            .pay_out = known == pay_outs_.end() ? PayOutId{99} : known->second,
                            .reason = "wrong room",
                            .actor = "cashier",
                            .at = now_}));
}

void Story::adjust(Words const& words) {
  subject_ = words.at(1);
  outcome_ =
      told(kAdjusting,
           house_.submit(command::AdjustAccount{.project = house_.project,
                                                .account = room(subject_).account,
                                                .purpose = purpose_in(words),
                                                .amount = Money::fen(std::stoll(words.at(2))),
                                                .key = behind(words, "key", "k"),
                                                .note = note_in(words),
                                                .actor = "chief",
                                                .at = now_}));
}

void Story::receive(Words const& words) {
  auto const reference = behind(words, "ref", "");
  auto const outcome =
      house_.submit(command::ReceiveUnassigned{.project = house_.project,
                                               .amount = Money::fen(std::stoll(words.at(1))),
                                               .channel = channel_in(words, Channel::bank_transfer),
                                               .reference = reference,
                                               .payer = behind(words, "from", ""),
                                               .note = "statement of the day",
                                               .actor = "cashier",
                                               .at = now_});
  outcome_ = told(kReceiving, outcome);
  if (outcome && outcome->unassigned.value != 0) unassigned_[reference] = outcome->unassigned;
}

void Story::assign(Words const& words) {
  subject_ = words.at(3);
  auto const known = unassigned_.find(words.at(1));
  auto const outcome = house_.submit(command::AssignUnassigned{
      .project = house_.project,
      .unassigned = known == unassigned_.end() ? UnassignedId{99} : known->second,
      .account = rooms_.count(subject_) ? room(subject_).account : AccountId{99},
      .purpose = purpose_in(words),
      .key = behind(words, "key", "k1"),
      .note = note_in(words),
      .actor = "cashier",
      .at = now_});
  outcome_ = told(kAssigning, outcome);
  if (outcome && outcome->top_up.value != 0) top_ups_[words.at(1)] = outcome->top_up;
}

void Story::send_back(Words const& words) {
  auto const known = unassigned_.find(words.at(1));
  outcome_ = told(kReturning,
                  house_.submit(command::ReturnUnassigned{
                      .project = house_.project,
                      .unassigned = known == unassigned_.end() ? UnassignedId{99} : known->second,
                      .key = behind(words, "key", "k2"),
                      .note = note_in(words),
                      .actor = "cashier",
                      .at = now_}));
}

}  // namespace e2ms::test
