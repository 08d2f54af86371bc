#include "agenda_bench.hpp"

namespace e2ms::field {
namespace {

TEST(Agenda, TheOtherClassesRideAlongOnThePollsWhereTheyAreDue) {
  struct Case {
    Duration momentary, status;
    int momentary_polls, status_polls;  ///< of 60
  };
  for (auto const& one :
       {Case{kMinute, kMinute, 60, 60}, Case{kMinute * 5, kMinute, 12, 60},
        Case{kMinute * 5, kMinute * 15, 12, 4}, Case{seconds(90), hours(1), 40, 1}}) {
    for (std::int64_t id = 1; id <= 20; ++id) {
      Agenda agenda;
      MeterId const meter{id};
      agenda.add(meter, {kMinute, one.momentary, one.status}, std::nullopt, {});
      auto const first = next_poll(agenda, {}).second;
      EXPECT_TRUE(agenda.riders(meter, first).momentary) << "the first poll brings everything";
      EXPECT_TRUE(agenda.riders(meter, first).status);
      agenda.poll_answered(meter, first + milliseconds(300));
      int momentary = 0, status = 0;
      auto now = first;
      for (int poll = 0; poll < 60; ++poll) {
        now = next_poll(agenda, now).second;
        auto const riders = agenda.riders(meter, now);
        momentary += riders.momentary;
        status += riders.status;
        now = now + milliseconds(300);
        agenda.poll_answered(meter, now);
      }
      EXPECT_NEAR(momentary, one.momentary_polls, 1);
      EXPECT_NEAR(status, one.status_polls, 1);
    }
  }
}

TEST(Agenda, AClassThatWasNotAnsweredStaysDue) {
  Agenda agenda;
  agenda.add(kFirst, {kMinute, hours(1), hours(1)}, std::nullopt, {});
  auto const at = next_poll(agenda, {}).second;
  agenda.poll_silent(kFirst, {}, at);
  EXPECT_TRUE(agenda.riders(kFirst, at).momentary);
  agenda.poll_answered(kFirst, at);
  EXPECT_FALSE(agenda.riders(kFirst, next_poll(agenda, at).second).momentary);
}

TEST(Agenda, AnAskGoesBeforeAllButANewOrder) {
  Agenda agenda;
  MeterId const third{3};
  for (auto const meter : {kFirst, kSecond, third})
    agenda.add(meter, every(kMinute), std::nullopt, {});
  auto const now = minutes(5);
  agenda.want(kFirst);
  agenda.order_looked_at(kFirst);
  agenda.order_tried(kFirst, kDecision, {}, {});
  agenda.ask(third, Instant{2});
  agenda.ask(kSecond, Instant{1});
  EXPECT_TRUE(agenda.urgent(now));
  EXPECT_FALSE(agenda.order_due(now)) << "nothing interrupts it";
  EXPECT_EQ(agenda.next(now).kind, Step::Kind::ask);
  EXPECT_EQ(agenda.next(now).meter, kSecond) << "who waits for longest";
  agenda.want(third);
  EXPECT_TRUE(is_order(agenda.next(now), third));
  agenda.order_looked_at(third);
  agenda.order_done(third);
  agenda.ask_over(kSecond);
  EXPECT_EQ(agenda.next(now).meter, third);
  EXPECT_EQ(agenda.asked_before(Instant{3}).size(), 1u);
  agenda.ask_over(third);
  EXPECT_EQ(agenda.next(now).kind, Step::Kind::poll);
  EXPECT_FALSE(agenda.asked(third).has_value());
}

TEST(Agenda, AnAskEndsTheSuspicionOfALine) {
  Agenda agenda;
  for (std::int64_t id = 1; id <= 20; ++id)
    agenda.add(MeterId{id}, every(kMinute), std::nullopt, {});
  auto const now = minutes(5);
  for (std::int64_t id = 1; id <= 3; ++id) agenda.poll_silent(MeterId{id}, {}, now);
  ASSERT_EQ(agenda.next(now).kind, Step::Kind::rest);
  agenda.ask(MeterId{9}, Instant{1});
  EXPECT_EQ(agenda.next(now).kind, Step::Kind::ask);
}

}  // namespace
}  // namespace e2ms::field
