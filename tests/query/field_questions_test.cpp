#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2ms/command/settle_accounts.hpp"
#include "e2ms/query/fleet_plan.hpp"
#include "e2ms/query/places.hpp"
#include "support/story.hpp"

namespace e2ms::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TEST(FleetPlan, NamesLinesMetersAndWhenTheyWereHeard) {
  Story story;
  story.tell("open hu meters 2\n read hu/2 100");
  auto const plan = story.house().ask(query::FleetPlan{Instant{INT64_MAX}}).value();
  ASSERT_THAT(plan.lines, SizeIs(1));
  EXPECT_EQ(plan.lines[0].registration, "bus-1");
  EXPECT_EQ(plan.lines[0].host, std::nullopt);
  EXPECT_EQ(plan.lines[0].answer_time, seconds(1));
  ASSERT_THAT(plan.meters, SizeIs(2));
  EXPECT_EQ(plan.meters[0].address, "hu-1");
  EXPECT_EQ(plan.meters[0].last_read, std::nullopt);
  EXPECT_EQ(plan.meters[1].last_read, from_iso("2026-11-23T00:01:00Z"));
}

TEST(SupplyGaps, AreTheWishesThatAreOpen) {
  Story story;
  auto& house = story.house();
  story.tell("open hu\n open li\n read hu 0\n hold hu off\n hold li off\n obey li");
  auto const gaps = house.ask(query::SupplyGaps{}).value();
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(gaps[0].meter, MeterId{1});
  EXPECT_EQ(gaps[0].wanted, Relay::open);
  EXPECT_EQ(gaps[0].attempts, 0);
  EXPECT_TRUE(house.ask(query::SupplyGapOf{MeterId{1}}).value().has_value());
  EXPECT_FALSE(house.ask(query::SupplyGapOf{MeterId{2}}).value().has_value());
  EXPECT_FALSE(house.ask(query::SupplyGapOf{MeterId{99}}).value().has_value());
  story.tell("obey hu");
  EXPECT_THAT(house.ask(query::SupplyGaps{}).value(), IsEmpty());
}

TEST(ClockJobs, RememberHowFarTheyGot) {
  House house;
  house.submit(command::FinishJob{"settle:1", {5}}).value();
  house.submit(command::FinishJob{"settle:1", {9}}).value();
  auto const jobs = house.ask(query::ClockJobs{}).value();
  ASSERT_THAT(jobs.jobs, SizeIs(1));
  EXPECT_EQ(jobs.jobs[0].done_through, (Instant{9}));
  ASSERT_THAT(jobs.projects, SizeIs(1));
  EXPECT_EQ(jobs.projects[0].time_zone, "Asia/Shanghai");
}

TEST(Places, SayWhereAChangeIsSeen) {
  Story story;
  auto& house = story.house();
  story.tell("room hu\n open li meters 2");
  auto const places = house.ask(query::Places{}).value();
  ASSERT_THAT(places.meters, SizeIs(3));
  EXPECT_EQ(places.meters[0].account, std::nullopt);
  EXPECT_EQ(places.meters[2].account, AccountId{1});
  ASSERT_THAT(places.accounts, SizeIs(1));
  ASSERT_THAT(places.lines, SizeIs(1));
  EXPECT_EQ(places.lines[0].project, ProjectId{1});
  auto const of = house.ask(query::PlacesOf{AccountId{1}}).value();
  EXPECT_EQ(of.room, places.accounts[0].room);
  EXPECT_THAT(of.meters, ElementsAre(MeterId{2}, MeterId{3}));
  auto const nobody = house.ask(query::PlacesOf{AccountId{9}});
  ASSERT_FALSE(nobody.has_value());
  EXPECT_EQ(nobody.fault().code, FaultCode::not_found);
}

}  // namespace
}  // namespace e2ms::test
