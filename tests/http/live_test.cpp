#include "e2ms/http/live.hpp"

#include <gmock/gmock.h>

namespace e2ms::http {
namespace {

using Kind = Event::Kind;
constexpr ProjectId kProject{1};

Audience manager() {
  return {.project = kProject, .token_hash = "m"};
}
Audience tenant() {
  return {.project = kProject,
          .own = Audience::Own{AccountId{7}, RoomId{8}, {MeterId{9}, MeterId{10}}},
          .token_hash = "t"};
}

TEST(Audience, TenantHearsOfTheOwnThingsOnly) {
  auto const own = tenant();
  EXPECT_TRUE(own.may_hear({Kind::account, 7, kProject}));
  EXPECT_TRUE(own.may_hear({Kind::room, 8, kProject}));
  EXPECT_TRUE(own.may_hear({Kind::meter, 10, kProject}));
  EXPECT_TRUE(own.may_hear({Kind::beat, 1, kProject}));
  EXPECT_FALSE(own.may_hear({Kind::account, 8, kProject}));
  EXPECT_FALSE(own.may_hear({Kind::room, 7, kProject}));
  EXPECT_FALSE(own.may_hear({Kind::meter, 7, kProject}));
  EXPECT_FALSE(own.may_hear({Kind::home, 1, kProject}));
  EXPECT_FALSE(own.may_hear({Kind::line, 7, kProject}));
  EXPECT_FALSE(own.may_hear({Kind::lines, 1, kProject}));
}

TEST(Audience, NobodyHearsOfAnotherProject) {
  EXPECT_FALSE(manager().may_hear({Kind::room, 8, ProjectId{2}}));
  EXPECT_FALSE(tenant().may_hear({Kind::room, 8, ProjectId{2}}));
  EXPECT_TRUE(manager().may_hear({Kind::home, 1, kProject}));
}

TEST(Live, BeginsWithABeatAndTellsWhatChanged) {
  Live live;
  auto const page = live.subscribe(manager());
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(page->take(), "retry: 3000\n\nevent: beat\ndata: {\"id\":1}\n\n");
  EXPECT_EQ(page->take(), "");
  live.publish({Kind::room, 7, kProject});
  live.publish({Kind::meter, 7, ProjectId{2}});
  live.beat({0});
  EXPECT_EQ(page->take(), "event: room\ndata: {\"id\":7}\n\nevent: beat\ndata: {\"id\":1}\n\n");
}

TEST(Live, WakesAPageThatWaits) {
  Live live;
  auto const page = live.subscribe(tenant());
  int woken = 0;
  page->wake_by([&woken] { ++woken; });
  live.publish({Kind::account, 8, kProject});
  EXPECT_EQ(woken, 0);
  live.publish({Kind::account, 7, kProject});
  EXPECT_EQ(woken, 1);
}

TEST(Live, TellsAPageThatDoesNotKeepUpThatAllChanged) {
  Live live;
  auto const slow = live.subscribe(manager());
  auto const quick = live.subscribe(manager());
  for (int i = 0; i < 2000; ++i) {
    live.publish({Kind::room, i, kProject});
    EXPECT_EQ(quick->take()->find("event: all"), std::string::npos);
  }
  auto const told = slow->take();
  ASSERT_TRUE(told.has_value());
  EXPECT_THAT(*told, testing::StartsWith("event: all\ndata: {\"id\":1}\n\n"));
  EXPECT_THAT(*told, testing::EndsWith("event: room\ndata: {\"id\":1999}\n\n"));
  EXPECT_LE(told->size(), Live::kWaitingBytes);
  EXPECT_EQ(slow->take(), "");
}

TEST(Live, EndsTheStreamsOfASessionThatSignedOut) {
  Live live;
  auto const mine = live.subscribe(tenant());
  auto const other = live.subscribe(manager());
  live.end("t");
  EXPECT_EQ(mine->take(), std::nullopt);
  EXPECT_TRUE(other->take().has_value());
}

TEST(Live, EndsAStreamWithItsSessionUnlessThatWasUsed) {
  Live live;
  auto short_one = manager();
  short_one.until = {1000};
  auto const page = live.subscribe(short_one);
  live.beat({999});
  EXPECT_TRUE(page->take().has_value());
  live.prolong("m", {5000});
  live.beat({1000});
  EXPECT_TRUE(page->take().has_value());
  live.beat({5000});
  EXPECT_EQ(page->take(), std::nullopt);
}

TEST(Live, TakesSoManyAndNoMore) {
  Live live;
  std::vector<std::unique_ptr<Stream>> pages;
  for (std::size_t i = 0; i < Live::kStreams; ++i) {
    auto audience = manager();
    audience.token_hash = std::to_string(i);
    pages.push_back(live.subscribe(std::move(audience)));
  }
  EXPECT_EQ(live.subscribe(manager()), nullptr);
  pages.pop_back();
  EXPECT_NE(live.subscribe(manager()), nullptr);
}

TEST(Live, EndsTheOldestStreamOfASessionThatOpensTooMany) {
  Live live;
  auto const other = live.subscribe(tenant());
  std::vector<std::unique_ptr<Stream>> pages;
  for (std::size_t i = 0; i <= Live::kStreamsPerSession; ++i)
    pages.push_back(live.subscribe(manager()));
  EXPECT_EQ(pages.front()->take(), std::nullopt);
  pages.push_back(live.subscribe(manager()));
  EXPECT_EQ(pages.at(1)->take(), std::nullopt);
  for (std::size_t i = 2; i < pages.size(); ++i) EXPECT_TRUE(pages[i]->take().has_value()) << i;
  EXPECT_TRUE(other->take().has_value());
}

TEST(Live, MayGoBeforeItsStreams) {
  auto live = std::make_unique<Live>();
  auto const page = live->subscribe(manager());
  live.reset();
  EXPECT_EQ(page->take(), std::nullopt);
}

}  // namespace
}  // namespace e2ms::http
