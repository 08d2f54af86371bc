#include "e2ms/command/enter_figures.hpp"
#include "support/story.hpp"
#include "support/story_words.hpp"

namespace e2ms::test {

namespace {

constexpr char const* kEntering[] = {"entered",      "unchanged",     "unknown_account",
                                     "no_such_bill", "nothing_said",  "out_of_bounds",
                                     "withdrawn",    "source_missing"};

}  // namespace

void Story::enter_figures(Words const& words) {
  auto const number = [&words](char const* name) -> std::optional<std::int64_t> {
    return has(words, name) ? std::optional(number_behind(words, name, 0)) : std::nullopt;
  };
  auto const active = number("active");
  MonthFigures const figures{number("demand"),
                             active ? std::optional(Energy::wh(*active)) : std::nullopt,
                             number("reactive")};
  command::EnterFigures const order{account(), words.at(2), figures, "grid bill",
                                    "",        "chief",     now_};
  auto const outcome = house_.submit(order);
  outcome_ = outcome ? named(kEntering, outcome->verdict)
                     : "fault " + std::string(word(outcome.fault().code));
}

}  // namespace e2ms::test
