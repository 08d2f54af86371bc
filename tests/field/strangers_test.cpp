#include "e2ms/field/strangers.hpp"

#include <gmock/gmock.h>

#include "e2ms/query/gateway_page.hpp"
#include "site.hpp"

namespace e2ms::field {
namespace {

class Strangers : public testing::Test {
 protected:
  void open(std::size_t keep) { book.emplace(site.clock, site.field_store, keep); }
  void call(std::string const& name, int times = 1) {
    for (int i = 0; i < times; ++i) book->called(name, "203.0.113.7:" + std::to_string(++port));
  }
  void write() {
    boost::asio::co_spawn(site.loop, book->write(), boost::asio::detached);
    site.clock.settle();
  }
  /// "name calls", the latest first.
  std::vector<std::string> listed() {
    std::vector<std::string> all;
    for (auto const& one : site.ask(query::Strangers{}))
      all.push_back(one.registration + " " + std::to_string(one.calls));
    return all;
  }

  Site site;
  std::optional<StrangerBook> book;
  int port = 40'000;
};

TEST_F(Strangers, AreWrittenAtMostOnceAMinuteEach) {
  open(10);
  call("a");
  write();
  call("a", 5);
  call("b");
  write();
  EXPECT_THAT(listed(), testing::UnorderedElementsAre("a 1", "b 1"));
  site.clock.pass(StrangerBook::kEachEvery);
  write();
  EXPECT_THAT(listed(), testing::UnorderedElementsAre("a 6", "b 1"));
}

TEST_F(Strangers, TheOldestGivesWayWhenThereAreTooMany) {
  open(2);
  for (auto const* const name : {"a", "b", "c"}) {
    call(name);
    write();
    site.clock.pass(seconds(1));
  }
  EXPECT_THAT(listed(), testing::ElementsAre("c 1", "b 1"));
  for (int i = 0; i < 1000; ++i) {
    call("flood-" + std::to_string(i));
    site.clock.pass(milliseconds(1));
  }
  write();
  EXPECT_THAT(listed(), testing::ElementsAre("flood-999 1", "flood-998 1"));
}

TEST_F(Strangers, OneThatWasAdoptedMeanwhileIsNoneAnyMore) {
  open(10);
  call("dtu");
  site.add_line(LineMode::dial_in, "dtu");
  write();
  EXPECT_THAT(listed(), testing::IsEmpty());
}

TEST_F(Strangers, AreAnsweredOnceTheyAreAdopted) {
  open(10);
  site.load();
  call("dtu");
  write();
  auto const stranger = site.ask(query::Strangers{}).at(0);
  EXPECT_FALSE(site.fleet->dtu("dtu"));
  auto const adopted = site.submit(command::AdoptGateway{.stranger = stranger.id,
                                                         .project = site.project,
                                                         .name = "Hall",
                                                         .framing = Framing::transparent,
                                                         .heartbeats = "70696e67",
                                                         .answer_time = seconds(3),
                                                         .gap = milliseconds(50),
                                                         .actor = "manager",
                                                         .at = site.clock.now()});
  EXPECT_EQ(adopted.verdict, command::AdoptGateway::Verdict::adopted);
  site.clock.settle();
  ASSERT_TRUE(site.fleet->dtu("dtu"));
  EXPECT_THAT(site.fleet->dtu("dtu")->heartbeats, testing::ElementsAre(bytes_of("ping")));
  EXPECT_THAT(listed(), testing::IsEmpty());
}

}  // namespace
}  // namespace e2ms::field
