#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <random>

#include "bench.hpp"

namespace e2ms::store {
namespace {

using Number = std::int32_t;

/// In the child: commands without end, each of two rows; the number of each committed one goes
/// into the pipe. Ends only by a signal.
[[noreturn]] void write_for_ever(std::string const& path, int pipe, Number first) {
  auto store = open(path, {});
  if (!store) _exit(1);
  for (Number number = first;; ++number) {
    auto const name = std::to_string(number);
    auto run = [name](WriteTx& tx) {
      mark(tx, "a" + name);
      mark(tx, "b" + name);
      return true;
    };
    auto finish = [pipe, number](Result<void> committed) {
      if (committed && write(pipe, &number, sizeof number) != sizeof number) _exit(2);
    };
    while ((*store)->waiting() > 50) std::this_thread::yield();
    (*store)->enqueue(std::unique_ptr<WriteJob>(std::make_unique<TestJob>(run, finish)));
  }
}

/// Lets a child write until it has reported `enough` commits, kills it and tells the last one.
Number write_and_kill(std::string const& path, Number first, int enough) {
  int ends[2];
  EXPECT_EQ(pipe2(ends, O_CLOEXEC), 0);
  pid_t const child = fork();
  if (child == 0) write_for_ever(path, ends[1], first);
  close(ends[1]);
  Number last = first - 1, number = 0;
  int reported = 0;
  auto const take = [&] {
    if (read(ends[0], &number, sizeof number) != sizeof number) return false;
    EXPECT_EQ(number, last + 1) << "commits are reported in order";
    last = number;
    return true;
  };
  while (reported < enough && take()) ++reported;
  kill(child, SIGKILL);
  while (take()) {
  }
  close(ends[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << status;
  return last;
}

TEST(Crash, LosesNothingThatWasReportedAndLeavesNothingHalf) {
  Folder const folder;
  auto const path = folder.file("a.db");
  ASSERT_TRUE(create(path).has_value());
  std::mt19937 random(20261123);
  Number next = 0;
  for (int round = 0; round < 12; ++round) {
    auto const enough = std::uniform_int_distribution<int>(1, 150)(random);
    auto const last = write_and_kill(path, next, enough);
    Session session(path, Access::read_write);
    auto const a = session.number("SELECT count(*) FROM clock_job WHERE name LIKE 'a%'");
    auto const b = session.number("SELECT count(*) FROM clock_job WHERE name LIKE 'b%'");
    EXPECT_EQ(a, b) << "half a command";
    EXPECT_GE(a, last + 1) << "a reported command is gone";
    EXPECT_EQ(texts(session, "SELECT * FROM pragma_integrity_check").at(0), "ok");
    next = static_cast<Number>(a);
  }
}

}  // namespace
}  // namespace e2ms::store
