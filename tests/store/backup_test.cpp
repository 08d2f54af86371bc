#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "bench.hpp"

namespace e2ms::store {
namespace {

void fill(std::string const& path, int rows) {
  Direct store(path);
  store.write([rows](WriteTx& tx) {
    for (int i = 0; i < rows; ++i) mark(tx, "old " + std::to_string(i) + std::string(2000, 'x'));
    return true;
  });
}

TEST(Backup, IsACopy) {
  Folder const folder;
  fill(folder.file("a.db"), 10);
  EXPECT_TRUE(backup(folder.file("a.db"), folder.file("b.db")).has_value());
  Session copy(folder.file("b.db"), Access::read_only);
  EXPECT_THAT(marks(copy), testing::SizeIs(10));
}

TEST(Backup, NeverOverwrites) {
  Folder const folder;
  fill(folder.file("a.db"), 1);
  fill(folder.file("b.db"), 2);
  auto const refused = backup(folder.file("a.db"), folder.file("b.db"));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.fault().code, FaultCode::file);
  EXPECT_FALSE(backup(folder.file("missing.db"), folder.file("c.db")).has_value());
  EXPECT_FALSE(std::filesystem::exists(folder.file("c.db")));
}

TEST(Backup, LeavesNothingUnderItsNameWhenItFails) {
  Folder const folder;
  fill(folder.file("a.db"), 1000);
  {
    std::fstream file(folder.file("a.db"), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(300 * 4096);
    file << std::string(4096, 'x');
  }
  EXPECT_FALSE(backup(folder.file("a.db"), folder.file("b.db")).has_value());
  for (auto const* name : {"b.db", "b.db.part", "b.db.part-wal", "b.db.part-shm"})
    EXPECT_FALSE(std::filesystem::exists(folder.file(name))) << name;
}

TEST(Backup, GoesOverWhatAnInterruptedOneLeft) {
  Folder const folder;
  fill(folder.file("a.db"), 10);
  std::ofstream(folder.file("b.db.part")) << "half a copy";
  std::ofstream(folder.file("b.db.part-wal")) << "half a log";
  EXPECT_TRUE(backup(folder.file("a.db"), folder.file("b.db")).has_value());
  EXPECT_FALSE(std::filesystem::exists(folder.file("b.db.part")));
  Session copy(folder.file("b.db"), Access::read_only);
  EXPECT_THAT(marks(copy), testing::SizeIs(10));
}

TEST(Backup, OfADatabaseInUseIsWholeAndEnds) {
  Folder const folder;
  fill(folder.file("a.db"), 6000);  // more pages than one step copies
  std::atomic<bool> stop = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    Direct store(folder.file("a.db"));
    while (!stop) {
      // Two rows a transaction: the copy has both or none.
      auto const number = std::to_string(written.load());
      store.write([&](WriteTx& tx) {
        mark(tx, "new a " + number);
        mark(tx, "new b " + number);
        return true;
      });
      ++written;
    }
  });
  while (written == 0) std::this_thread::yield();
  int const before = written;
  bool const done = backup(folder.file("a.db"), folder.file("b.db")).has_value();
  int const after = written;
  stop = true;
  writer.join();
  ASSERT_TRUE(done);

  Session copy(folder.file("b.db"), Access::read_only);
  EXPECT_EQ(copy.number("SELECT count(*) FROM clock_job WHERE name LIKE 'old%'"), 6000);
  auto const a = copy.number("SELECT count(*) FROM clock_job WHERE name LIKE 'new a%'");
  auto const b = copy.number("SELECT count(*) FROM clock_job WHERE name LIKE 'new b%'");
  EXPECT_EQ(a, b);
  EXPECT_GE(a, before);
  EXPECT_LE(a, after + 1);
}

}  // namespace
}  // namespace e2ms::store
