#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bench.hpp"
#include "write_queue.hpp"

namespace e2ms::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class WriterTest : public testing::Test {
 protected:
  WriterTest() : path(folder.file("a.db")) {
    EXPECT_TRUE(create(path).has_value());
    session.emplace(path, Access::read_write);
    other.emplace(path, Access::read_only);
    feed.subscribe([this](std::span<Announcement const> news) {
      heard.insert(heard.end(), news.begin(), news.end());
      seen_when_heard = marks(*other);
    });
    writer.emplace(*session, feed);
  }

  /// No page more than the file has now.
  void fill_the_disk() {
    auto const pages = session->number("PRAGMA page_count");
    session->number("PRAGMA max_page_count = " + std::to_string(pages));
  }
  static bool write_much(WriteTx& tx) {
    for (int i = 0; i < 20; ++i) mark(tx, std::to_string(i) + std::string(10'000, 'x'));
    return true;
  }

  Folder folder;
  std::string path;
  Feed feed;
  std::optional<Session> session, other;
  std::vector<Announcement> heard;
  std::vector<std::string> seen_when_heard;
  Endings endings;
  std::optional<Writer> writer;
};

TEST_F(WriterTest, ABatchIsOneCommit) {
  int commits = 0;
  sqlite_api::sqlite3_commit_hook(
      handle(*session), [](void* count) { return ++*static_cast<int*>(count), 0; }, &commits);
  writer->write(batch(endings.marking("a"), endings.marking("bb"), endings.marking("ccc")));
  EXPECT_EQ(commits, 1);
  EXPECT_THAT(endings.all(), ElementsAre("ok", "ok", "ok"));
  EXPECT_THAT(marks(*other), ElementsAre("a", "bb", "ccc"));
}

TEST_F(WriterTest, AFailingCommandDoesNotHarmItsNeighbours) {
  auto refusing = [](WriteTx& tx) {
    mark(tx, "half");
    tx.announce({Announcement::Kind::alarm, 99});
    return false;
  };
  auto clashing = [](WriteTx& tx) {
    mark(tx, "half too");
    tx.announce({Announcement::Kind::alarm, 98});
    clash(tx);
    return true;
  };
  auto first = endings.marking("a"), second = endings.job(refusing), third = endings.marking("bb");
  auto fourth = endings.job(clashing), fifth = endings.marking("ccc");
  writer->write(batch(std::move(first), std::move(second), std::move(third), std::move(fourth),
                      std::move(fifth)));
  EXPECT_THAT(endings.all(), ElementsAre("ok", "ok", "ok", "store_conflict", "ok"));
  EXPECT_THAT(marks(*other), ElementsAre("a", "bb", "ccc"));
  EXPECT_THAT(heard, SizeIs(3));
  EXPECT_FALSE(writer->poisoned());
  writer->write(batch(endings.marking("dddd")));
  EXPECT_THAT(marks(*other), SizeIs(4));
}

TEST_F(WriterTest, AnnouncesWhatIsAlreadyCommitted) {
  writer->write(batch(endings.marking("a"), endings.marking("bb")));
  EXPECT_THAT(heard, SizeIs(2));
  EXPECT_THAT(seen_when_heard, ElementsAre("a", "bb"));
}

TEST_F(WriterTest, ATriggersRefusalHarmsOnlyItsCommand) {
  session->plain(
      "CREATE TRIGGER t BEFORE INSERT ON clock_job WHEN new.name = 'bad' "
      "BEGIN SELECT raise(ABORT, 'no'); END");
  writer->write(batch(endings.marking("a"), endings.marking("bad"), endings.marking("ccc")));
  EXPECT_THAT(endings.all(), ElementsAre("ok", "store_conflict", "ok"));
  EXPECT_THAT(marks(*other), ElementsAre("a", "ccc"));
}

TEST_F(WriterTest, NeverLogsTheValuesOfAStatement) {
  auto clashing = [](WriteTx& tx) {
    tx.insert<OperatorId>("archive.insert_operator", in("project", 77), in("name", "hu"),
                          in("password_hash", "scrypt$secret"));
    return true;
  };
  testing::internal::CaptureStderr();
  writer->write(batch(endings.job(clashing)));
  auto const log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(endings.all(), ElementsAre("store_conflict"));
  EXPECT_THAT(log, testing::HasSubstr("FOREIGN KEY"));
  EXPECT_THAT(log, testing::Not(testing::HasSubstr("secret")));
}

TEST_F(WriterTest, AFullDiskStopsAllWriting) {
  fill_the_disk();
  writer->write(batch(endings.marking("a"), endings.job(write_much), endings.marking("ccc")));
  EXPECT_THAT(endings.all(),
              ElementsAre("store_unavailable", "store_unavailable", "store_unavailable"));
  EXPECT_TRUE(writer->poisoned());
  EXPECT_THAT(heard, IsEmpty()) << "announced what was rolled back";
  EXPECT_THAT(marks(*other), IsEmpty());

  session->number("PRAGMA max_page_count = 100000");
  writer->write(batch(endings.marking("dddd")));
  EXPECT_EQ(endings.all().back(), "store_unavailable");
  EXPECT_THAT(marks(*other), IsEmpty());
}

TEST_F(WriterTest, APoisonedWriterAnnouncesNothing) {
  auto breaking = [](WriteTx&) -> bool { throw std::runtime_error("broken"); };
  writer->write(batch(endings.marking("a"), endings.job(breaking)));
  EXPECT_THAT(endings.all(), ElementsAre("store_unavailable", "store_unavailable"));
  EXPECT_THAT(heard, IsEmpty()) << "announced what was rolled back";
  EXPECT_THAT(marks(*other), IsEmpty());
}

TEST_F(WriterTest, ALockedDatabaseRefusesABatchAndPoisonsNothing) {
  session->plain("PRAGMA busy_timeout = 0");
  Session rival(path, Access::read_write);
  rival.plain("BEGIN IMMEDIATE");
  writer->write(batch(endings.marking("a"), endings.marking("bb")));
  EXPECT_THAT(endings.all(), ElementsAre("queue_full", "queue_full"));
  EXPECT_FALSE(writer->poisoned());
  EXPECT_THAT(heard, IsEmpty());
  rival.plain("ROLLBACK");
  writer->write(batch(endings.marking("ccc")));
  EXPECT_THAT(marks(*other), ElementsAre("ccc"));
}

TEST(SessionTest, RefusesAFileThatCannotHaveAWriteAheadLog) {
  // A database without a name is a temporary one, which has none.
  EXPECT_THROW(Session("", Access::read_write), soci::soci_error);
}

TEST_F(WriterTest, AReadOnlyDatabaseStopsAllWriting) {
  session->plain("PRAGMA query_only = ON");
  writer->write(batch(endings.marking("a")));
  EXPECT_TRUE(writer->poisoned());
  EXPECT_THAT(endings.all(), ElementsAre("store_unavailable"));
  EXPECT_THAT(heard, IsEmpty());
}

TEST_F(WriterTest, ARefusedCommitLosesTheWholeBatchAndSaysSo) {
  sqlite_api::sqlite3_commit_hook(
      handle(*session), [](void*) { return 1; }, nullptr);
  writer->write(batch(endings.marking("a"), endings.marking("bb")));
  EXPECT_THAT(endings.all(), ElementsAre("outcome_unknown", "outcome_unknown"));
  EXPECT_TRUE(writer->poisoned());
  writer->write(batch(endings.marking("ccc")));
  EXPECT_EQ(endings.all().back(), "store_unavailable") << "this one surely did not happen";
  EXPECT_THAT(heard, IsEmpty());
  EXPECT_THAT(marks(*other), IsEmpty());
}

}  // namespace
}  // namespace e2ms::store
