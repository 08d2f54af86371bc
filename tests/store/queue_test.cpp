#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <future>

#include "bench.hpp"
#include "write_queue.hpp"

namespace e2ms::store {

struct Mark {
  std::string name;
  using Outcome = std::string;
};
Result<std::string> execute(WriteTx& tx, Mark const& command) {
  mark(tx, command.name);
  if (command.name == "refused") return Fault{FaultCode::bad_input, 7};
  return "marked " + command.name;
}

struct CountMarks {
  using Answer = std::size_t;
};
Result<std::size_t> answer(ReadTx& tx, CountMarks const&) {
  struct Row {
    std::string name;
    std::int64_t done_through;
  };
  return tx.all<Row>("field.jobs").size();
}

namespace {

using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

/// A job that keeps the writer busy until it is let go.
class Gate {
 public:
  std::unique_ptr<WriteJob> job(Endings& endings) {
    return endings.job([this](WriteTx&) {
      entered_.set_value();
      go_.get_future().wait();
      return true;
    });
  }
  void wait_until_entered() { entered_.get_future().wait(); }
  void open() { go_.set_value(); }

 private:
  std::promise<void> entered_, go_;
};

/// A job that nobody waits for in person.
class Patient final : public WriteJob {
 public:
  explicit Patient(std::unique_ptr<WriteJob> job) : job_(std::move(job)) {}
  bool patient() const override { return true; }
  bool run(WriteTx& tx) override { return job_->run(tx); }
  void finish(Result<void> committed) override { job_->finish(committed); }

 private:
  std::unique_ptr<WriteJob> job_;
};

class QueueTest : public testing::Test {
 protected:
  QueueTest() : path(folder.file("a.db")) {
    EXPECT_TRUE(create(path).has_value());
    feed.subscribe([this](std::span<Announcement const>) { ++publications; });
  }

  Folder folder;
  std::string path;
  Feed feed;
  int publications = 0;
  Endings endings;
};

TEST_F(QueueTest, WhateverWaitsIsCommittedTogether) {
  Gate gate;
  std::vector<std::unique_ptr<WriteJob>> jobs;
  auto first = gate.job(endings);
  for (int i = 0; i < 25; ++i) jobs.push_back(endings.marking(std::to_string(i)));
  {
    WriteQueue queue(path, feed, {.waiting = 100, .per_commit = 10});
    queue.enqueue(std::move(first));
    gate.wait_until_entered();
    for (auto& job : jobs) queue.enqueue(std::move(job));
    EXPECT_EQ(queue.waiting(), 25U);
    gate.open();
  }
  EXPECT_EQ(publications, 3) << "25 jobs in commits of at most 10";
  EXPECT_THAT(endings.all(), Each("ok"));
}

TEST_F(QueueTest, PatientOnesWaitForEachOtherUntilAnUrgentOneComes) {
  std::vector<std::unique_ptr<WriteJob>> jobs;
  for (int i = 0; i < 5; ++i)
    jobs.push_back(std::make_unique<Patient>(endings.marking(std::to_string(i))));
  jobs.push_back(endings.marking("urgent"));
  {
    WriteQueue queue(path, feed, {.waiting = 100, .per_commit = 10, .gather = hours(1)});
    for (auto& job : jobs) queue.enqueue(std::move(job));
    while (queue.waiting() > 0) std::this_thread::yield();
  }
  EXPECT_EQ(publications, 1);
  EXPECT_THAT(endings.all(), Each("ok"));
}

TEST_F(QueueTest, AFullCommitWaitsForNobody) {
  std::vector<std::unique_ptr<WriteJob>> jobs;
  for (int i = 0; i < 4; ++i)
    jobs.push_back(std::make_unique<Patient>(endings.marking(std::to_string(i))));
  {
    WriteQueue queue(path, feed, {.waiting = 100, .per_commit = 2, .gather = hours(1)});
    for (auto& job : jobs) queue.enqueue(std::move(job));
    while (queue.waiting() > 0) std::this_thread::yield();
  }
  EXPECT_EQ(publications, 2);
}

TEST_F(QueueTest, RefusesWhenFullAndGoesOnAfterwards) {
  Gate gate;
  auto first = gate.job(endings);
  auto a = endings.marking("a"), b = endings.marking("b"), c = endings.marking("c");
  auto d = endings.marking("d");
  {
    WriteQueue queue(path, feed, {.waiting = 2, .per_commit = 10});
    queue.enqueue(std::move(first));
    gate.wait_until_entered();
    queue.enqueue(std::move(a));
    queue.enqueue(std::move(b));
    queue.enqueue(std::move(c));
    EXPECT_EQ(endings.all().at(3), "queue_full");
    gate.open();
    while (queue.waiting() > 0) std::this_thread::yield();
    queue.enqueue(std::move(d));
  }
  EXPECT_THAT(endings.all(), ElementsAre("ok", "ok", "ok", "queue_full", "ok"));
  Session session(path, Access::read_only);
  EXPECT_THAT(marks(session), ElementsAre("a", "b", "d"));
}

TEST_F(QueueTest, WritesWhatWaitsBeforeItEnds) {
  std::vector<std::unique_ptr<WriteJob>> jobs;
  for (int i = 0; i < 200; ++i) jobs.push_back(endings.marking(std::to_string(i)));
  {
    WriteQueue queue(path, feed, {.waiting = 1000, .per_commit = 7});
    for (auto& job : jobs) queue.enqueue(std::move(job));
  }
  EXPECT_THAT(endings.all(), Each("ok"));
  Session session(path, Access::read_only);
  EXPECT_THAT(marks(session), SizeIs(200));
}

/// What two loops do: order, wait, ask.
boost::asio::awaitable<void> conversation(Store& store, std::vector<std::string>& said) {
  for (std::string const name : {"a", "refused", "b"}) {
    Mark command{name};
    auto const outcome = co_await store.submit(std::move(command));
    said.push_back(outcome ? *outcome : std::string(word(outcome.fault().code)));
    CountMarks question;
    auto const count = co_await store.ask(question);
    said.push_back(std::to_string(count.value()));
  }
}

/// The loop outlives the store: the writer posts its last answer there and may still be at it when
/// the answer has already been taken.
std::vector<std::string> converse(boost::asio::io_context& loop, Store& store) {
  std::vector<std::string> said;
  boost::asio::co_spawn(loop, conversation(store, said), [](std::exception_ptr trouble) {
    if (trouble) std::rethrow_exception(trouble);
  });
  loop.run();
  return said;
}

TEST_F(QueueTest, AReaderSeesWhatWasCommitted) {
  boost::asio::io_context loop;
  auto const store = open(path, {});
  ASSERT_TRUE(store.has_value());
  EXPECT_THAT(converse(loop, **store),
              ElementsAre("marked a", "1", "bad_input", "1", "marked b", "2"));
  EXPECT_TRUE((*store)->healthy());
}

TEST_F(QueueTest, TheInlineTwinSaysTheSame) {
  boost::asio::io_context loop;
  auto const store = open_inline(":memory:");
  EXPECT_THAT(converse(loop, *store),
              ElementsAre("marked a", "1", "bad_input", "1", "marked b", "2"));
  EXPECT_TRUE(store->healthy());
}

TEST_F(QueueTest, LeavesNoLogBehindWhenClosed) {
  boost::asio::io_context loop;
  {
    auto const store = open(path, {});
    ASSERT_TRUE(store.has_value());
    converse(loop, **store);
  }
  EXPECT_FALSE(std::filesystem::exists(path + "-wal"));
}

}  // namespace
}  // namespace e2ms::store
