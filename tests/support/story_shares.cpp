#include <gtest/gtest.h>

#include <algorithm>

#include "e2ms/command/share.hpp"
#include "e2ms/query/share_page.hpp"
#include "support/story.hpp"
#include "support/story_words.hpp"

// What a story tells about sharing groups.

namespace e2ms::test {

namespace {

constexpr char const* kRule[] = {"set",           "name_taken",    "unknown_sharing",
                                 "unknown_meter", "unknown_room",  "meter_twice",
                                 "room_twice",    "no_main_meter", "month_used"};
constexpr char const* kGrid[] = {"entered", "already_entered", "unknown_meter", "not_over",
                                 "note_missing"};
constexpr char const* kMonth[] = {"divided", "unchanged", "unknown_sharing",
                                  "no_rule", "not_over",  "incomplete"};
constexpr char const* kGap[] = {"reading_before", "reading_after", "grid_bill"};

std::string word_behind(Words const& words, std::string_view word) {
  auto const found = std::find(words.begin(), words.end(), word);
  return found == words.end() || found + 1 == words.end() ? "" : found[1];
}

ShareBasis basis_of(std::string const& word) {
  if (word == "area") return ShareBasis::area;
  return word == "equal" ? ShareBasis::equal : ShareBasis::energy;
}

ShareTerms terms_of(Words const& words) {
  auto const only = word_behind(words, "only");
  ShareTerms terms{.basis = basis_of(word_behind(words, "by")),
                   .loss = only != "common",
                   .common = only != "loss",
                   .price = std::nullopt,
                   .cap_percent = std::nullopt};
  if (has(words, "price")) terms.price = Price{number_behind(words, "price", 0)};
  if (has(words, "cap")) terms.cap_percent = number_behind(words, "cap", 0);
  return terms;
}

}  // namespace

bool Story::step_on_share(Words const& words) {
  if (words[0] == "share")
    set_share_rule(words);
  else if (words[0] == "grid")
    enter_grid_bill(words);
  else if (words[0] == "divide")
    divide_month(words);
  else
    return false;
  return true;
}

void Story::set_share_rule(Words const& words) {
  auto const& name = words.at(1);
  auto const known = sharings_.find(name);
  command::SetShareRule order{
      .project = house_.project,
      .sharing = {known == sharings_.end() ? 0 : known->second},
      .name = name,
      .first_bill = word_behind(words, "from"),
      .terms = terms_of(words),
      .meters = {},
      .rooms = {},
      .automatic = has(words, "automatic"),
      .at = now_,
      .actor = "chief",
      .note = "agreed",
  };
  auto const add = [&](std::string_view word, ShareRole role) {
    if (!has(words, word)) return;
    for (auto const& each : room(word_behind(words, word)).meters)
      order.meters.emplace_back(each.id, role);
  };
  add("main", ShareRole::main);
  add("public", ShareRole::common);
  auto one = std::find(words.begin(), words.end(), "rooms");
  for (++one; one != words.end() && *one != "by"; ++one) {
    auto const colon = one->find(':');
    auto const area = colon == std::string::npos ? 0 : std::stoll(one->substr(colon + 1));
    order.rooms.emplace_back(room(one->substr(0, colon)).id, area);
  }
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = "fault");
  outcome_ = named(kRule, outcome->verdict);
  if (outcome->sharing != store::SharingId{}) sharings_[name] = outcome->sharing.value;
}

void Story::enter_grid_bill(Words const& words) {
  command::EnterGridBill const order{.project = house_.project,
                                     .meter = room(words.at(1)).meters.front().id,
                                     .bill = words.at(2),
                                     .energy = Energy::wh(std::stoll(words.at(3))),
                                     .amount = Money::fen(std::stoll(words.at(4))),
                                     .at = now_,
                                     .actor = "chief",
                                     .note = word_behind(words, "note")};
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kGrid, outcome->verdict) : "fault";
}

void Story::divide_month(Words const& words) {
  command::ShareMonth const order{.project = house_.project,
                                  .sharing = {sharings_.at(words.at(1))},
                                  .bill = words.at(2),
                                  .at = now_,
                                  .actor = "chief"};
  auto const outcome = house_.submit(order);
  if (!outcome) return static_cast<void>(outcome_ = "fault");
  outcome_ = named(kMonth, outcome->verdict);
  posted_ = static_cast<std::int64_t>(outcome->journals);
  std::vector<std::string> gaps;
  for (auto const& [meter, kind] : outcome->missing)
    gaps.push_back(
        house_.texts("SELECT address FROM meter WHERE id = " + std::to_string(meter.value)).at(0) +
        " " + named(kGap, kind));
  missing_ = listed(gaps);
}

void Story::divide_automatic_months() {
  auto const due = house_.ask(query::AutomaticMonths{house_.project, now_});
  ASSERT_TRUE(due.has_value());
  for (auto const& month : *due) {
    auto const outcome =
        house_.submit(command::ShareMonth{house_.project, month.sharing, month.bill, now_, "e2ms"});
    ASSERT_TRUE(outcome.has_value());
    posted_ += static_cast<std::int64_t>(outcome->journals);
  }
  ASSERT_TRUE(house_.submit(command::NoteWaitingShares{house_.project, now_, days(1)}));
}

}  // namespace e2ms::test
